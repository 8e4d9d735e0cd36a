import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {type Cidr, contains, parseAddress, parseCidr} from './cidr.ts';
import {isClusterDevice} from './cni-devices.ts';
import {isInMain} from './uplinks.ts';

/** Addresses of these are the cluster's own doing, or reach nobody. */
const isOfNetwork = (link: Link | undefined): boolean =>
	link !== undefined &&
	link.name !== 'lo' &&
	link.kind !== 'dummy' &&
	link.isUp &&
	!isClusterDevice(link.name);

/** Addresses of the host's own networks that lie in a range of the cluster. */
export const addressesWithin = (
	range: Cidr,
	links: readonly Link[],
	addresses: readonly InterfaceAddress[],
): readonly InterfaceAddress[] =>
	addresses.filter(({address, link, scope}) => {
		const parsed = scope === 'global' ? parseAddress(address) : undefined;
		return (
			parsed !== undefined && contains(range, parsed) && isOfNetwork(links.find(({name}) => name === link))
		);
	});

/** Asked before the table main, and nobody but the kernel has reason to write there. */
const isInLocal = ({table, type}: Route): boolean => table === 'local' && type === 'unicast';

/** More specific, or as specific and preferred. */
const wins = (route: Route, other: Route): boolean => {
	const [range, otherRange] = [parseCidr(route.destination), parseCidr(other.destination)];
	if (range === undefined || otherRange === undefined) {
		return false;
	}
	if (isInLocal(route)) {
		return contains(otherRange, range) || contains(range, otherRange);
	}
	if (!contains(otherRange, range)) {
		return false;
	}
	return range.prefix > otherRange.prefix || (route.metric ?? 0) < (other.metric ?? 0);
};

/**
 * Routes by devices of the host, in the tables main and local, that win against a route of the overlay; wider ones lose. With a gateway, Calico avoids
 * its tunnel by a longer route of its own. flannel never enters two routes for one pod CIDR.
 */
export const routesAgainstOverlay = (
	overlayDevice: string,
	routes: readonly Route[],
): readonly {readonly route: Route; readonly overlay: Route}[] => {
	const ofOverlay = routes.filter(route => isInMain(route) && route.dev === overlayDevice);
	const foreign = routes.filter(
		route =>
			(isInMain(route) || isInLocal(route)) &&
			route.dev !== undefined &&
			(route.gateway === undefined || overlayDevice.startsWith('flannel')) &&
			!isClusterDevice(route.dev) &&
			route.protocol !== 'bird',
	);
	return foreign.flatMap(route => {
		const overlay = ofOverlay.find(candidate => wins(route, candidate));
		return overlay === undefined ? [] : [{route, overlay}];
	});
};
