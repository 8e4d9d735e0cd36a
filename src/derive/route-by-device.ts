import type {Route} from '../parsers/ip-route.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';

const leavesBy = (route: Route, device: string): boolean =>
	route.dev === device || route.nexthops.some(({dev}) => dev === device);

/** Whether any table has a route by this device to the address: the only ones for a packet that is bound to it. */
export const hasRouteBy = (routes: readonly Route[], device: string, address: string): boolean => {
	const destination = parseAddress(address);
	return (
		destination !== undefined &&
		routes.some(route => {
			const range =
				route.type === 'unicast' && leavesBy(route, device) ? parseCidr(route.destination) : undefined;
			return range !== undefined && contains(range, destination);
		})
	);
};
