import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {holds} from './cidr.ts';

/** Whether an address lies in the network of one of these; ways by a gateway are another question. */
export const isInNetworkOf = (own: readonly InterfaceAddress[], target: string): boolean =>
	own.some(({address, prefixLength}) => holds(`${address}/${prefixLength}`, target));

/** Kinds of devices in which a wire ends; what has no kind is a card, and that of a machine in a container is a veth. */
const wired: readonly (string | undefined)[] = [undefined, 'vlan', 'bond', 'veth'];

/** A network of its own, such as one for storage: none of the targets is in it, and no way leads out by it. */
export const isApart = (
	own: InterfaceAddress,
	{
		link,
		routes,
		targets,
	}: {
		readonly link: Link | undefined;
		readonly routes: readonly Route[];
		/** Addresses of other nodes; without any, nothing is known to be apart. */
		readonly targets: readonly string[];
	},
): boolean =>
	targets.length > 0 &&
	link !== undefined &&
	wired.includes(link.kind) &&
	own.prefixLength < 32 &&
	!targets.some(target => isInNetworkOf([own], target)) &&
	!routes.some(
		({type, dev, protocol, nexthops}) =>
			type === 'unicast' &&
			protocol !== 'kernel' &&
			[dev, ...nexthops.map(nexthop => nexthop.dev)].includes(own.link),
	);
