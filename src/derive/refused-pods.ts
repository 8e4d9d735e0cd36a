import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {addressKey, nodesByAddress} from './calico-block-routes.ts';
import {contains, parseCidr} from './cidr.ts';

/** A route that refuses a part of what a route of Calico leads to the pods of another node. */
export interface RefusedPods {
	readonly route: Route;
	readonly wider: Route;
	readonly node: KubeNode;
}

/** https://man7.org/linux/man-pages/man8/ip-route.8.html */
const refusals = ['blackhole', 'unreachable', 'prohibit'];

/** Felix and BIRD refuse themselves what no pod uses. */
const ofCalico = ['80', 'bird'];

const prefixOf = ({destination}: Route): number => parseCidr(destination)?.prefix ?? 0;

const isWithin = (route: Route, wider: Route): boolean => {
	const [inner, outer] = [parseCidr(route.destination), parseCidr(wider.destination)];
	return inner !== undefined && outer !== undefined && outer.prefix < inner.prefix && contains(outer, inner);
};

export const refusedPods = (
	routes: readonly Route[],
	nodes: readonly KubeNode[],
	self: string,
): readonly RefusedPods[] => {
	const byAddress = nodesByAddress(nodes);
	const ways = routes.filter(
		({table, type, protocol = ''}) => table === 'main' && type === 'unicast' && ofCalico.includes(protocol),
	);
	return routes
		.filter(
			({table, type, protocol = ''}) =>
				(table === 'main' || table === 'local') && refusals.includes(type) && !ofCalico.includes(protocol),
		)
		.flatMap((route): readonly RefusedPods[] => {
			const [wider] = ways
				.filter(way => isWithin(route, way))
				.toSorted((one, other) => prefixOf(other) - prefixOf(one));
			const node = wider?.gateway === undefined ? undefined : byAddress.get(addressKey(wider.gateway));
			return wider === undefined || node === undefined || node.name === self ? [] : [{route, wider, node}];
		});
};
