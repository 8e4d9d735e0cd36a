import {jsonOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {type PeerPlan, planPeers, planPeersOfKernel, unknownPeers} from '../derive/peer-plan.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {ipNeighbour} from './ip.neighbour.ts';
import {ipRoute} from './ip.route.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {rke2LoadBalancer} from './rke2.load-balancer.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** A bundle made by an older version does not hold the option. */
const wantedIn = (reply: Reply | undefined): readonly string[] => {
	const value = reply?.status === 'answered' ? jsonOf(reply) : [];
	return Array.isArray(value) ? value.filter(name => typeof name === 'string') : [];
};

const refuseUnknown = (plan: PeerPlan, wanted: readonly string[], expected: string): void => {
	const unknown = unknownPeers(plan, wanted);
	if (unknown.length > 0) {
		throw new Unavailable('not-found', `--peer: expected ${expected}, got ${unknown.join(', ')}`);
	}
};

export const peerPlan = defineProbe({
	id: 'peer.plan',
	summary:
		'which other nodes this run sends packets to: at most 16 neighbours on a ring of all nodes, and each --peer',
	needs: {name: rke2NodeName},
	wants: {
		nodes: kubernetesNodes,
		links: ipLink,
		fdb: bridgeFdb,
		neighbours: ipNeighbour,
		routes: ipRoute,
		servers: rke2LoadBalancer,
	},
	requests: () => [{kind: 'option', name: 'peer'}],
	parse: ([option], {name: {name: self}}, {nodes, links, fdb, neighbours, routes, servers}): PeerPlan => {
		const asking = {self, wanted: wantedIn(option)};
		if (nodes.ok) {
			const plan = planPeers({...asking, nodes: nodes.value, links: links.ok ? links.value : []});
			refuseUnknown(plan, asking.wanted, 'names or InternalIPs of other Linux nodes');
			return plan;
		}
		if (!links.ok || !fdb.ok || !neighbours.ok) {
			throw new Unavailable(nodes.reason, nodes.detail);
		}
		const tables = {
			links: links.value,
			fdb: fdb.value,
			neighbours: neighbours.value,
			routes: routes.ok ? routes.value : [],
			servers: servers.ok ? servers.value : [],
		};
		const plan = planPeersOfKernel({...asking, ...tables});
		if (plan.peers.length === 0) {
			throw new Unavailable(nodes.reason, nodes.detail);
		}
		refuseUnknown(plan, asking.wanted, 'addresses that the CNI entered, as the API told no names');
		return plan;
	},
});
