import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {addressKey, nodesByAddress} from './calico-block-routes.ts';
import {parseCidr} from './cidr.ts';
import {longestMatch, routeTablesOf} from './longest-prefix-match.ts';

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

export const refusedPods = (
	routes: readonly Route[],
	nodes: readonly KubeNode[],
	self: string,
): readonly RefusedPods[] => {
	const byAddress = nodesByAddress(nodes);
	// Programs that ban addresses enter thousands of such routes: no pair of routes is compared.
	const ways = routeTablesOf(
		routes.filter(
			({table, type, protocol = ''}) => table === 'main' && type === 'unicast' && ofCalico.includes(protocol),
		),
	);
	return routes
		.filter(
			({table, type, protocol = ''}) =>
				(table === 'main' || table === 'local') && refusals.includes(type) && !ofCalico.includes(protocol),
		)
		.flatMap((route): readonly RefusedPods[] => {
			const refused = parseCidr(route.destination);
			const wider = refused && longestMatch(ways[refused.family], refused, refused.prefix - 1)?.route;
			const node = wider?.gateway === undefined ? undefined : byAddress.get(addressKey(wider.gateway));
			return wider === undefined || node === undefined || node.name === self ? [] : [{route, wider, node}];
		});
};
