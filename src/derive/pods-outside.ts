import type {Route} from '../parsers/ip-route.ts';
import {contains, parseCidr} from './cidr.ts';
import {isCalicoWorkload} from './cni-devices.ts';

/** Routes to pods on this node whose address lies outside of these ranges, as far as there is one of their family. */
export const podsOutside = (podCidrs: readonly string[], routes: readonly Route[]): readonly Route[] => {
	const ranges = podCidrs.flatMap(text => parseCidr(text) ?? []);
	return routes.filter(({type, table, destination, dev = ''}) => {
		const address = parseCidr(destination);
		const ofFamily = ranges.filter(({family}) => family === address?.family);
		return (
			type === 'unicast' &&
			table === 'main' &&
			isCalicoWorkload(dev) &&
			address !== undefined &&
			/\/(?:32|128)$/.test(destination) &&
			ofFamily.length > 0 &&
			!ofFamily.some(range => contains(range, address))
		);
	});
};
