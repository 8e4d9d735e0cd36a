import {jsonOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {type PeerPlan, planPeers, planPeersOfKernel} from '../derive/peer-plan.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {ipNeighbour} from './ip.neighbour.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** A bundle made by an older version does not hold the option. */
const wantedIn = (reply: Reply | undefined): readonly string[] => {
	const value = reply?.status === 'answered' ? jsonOf(reply) : [];
	return Array.isArray(value) ? value.filter(name => typeof name === 'string') : [];
};

export const peerPlan = defineProbe({
	id: 'peer.plan',
	summary:
		'which other nodes this run sends packets to: at most 16 neighbours on a ring of all nodes, and each --peer',
	needs: {name: rke2NodeName},
	wants: {nodes: kubernetesNodes, links: ipLink, fdb: bridgeFdb, neighbours: ipNeighbour},
	requests: () => [{kind: 'option', name: 'peer'}],
	parse: ([option], {name: {name: self}}, {nodes, links, fdb, neighbours}): PeerPlan => {
		if (nodes.ok) {
			const known = {nodes: nodes.value, self, links: links.ok ? links.value : []};
			return planPeers({...known, wanted: wantedIn(option)});
		}
		if (!links.ok || !fdb.ok || !neighbours.ok) {
			throw new Unavailable(nodes.reason, nodes.detail);
		}
		const plan = planPeersOfKernel({
			links: links.value,
			fdb: fdb.value,
			neighbours: neighbours.value,
			self,
		});
		if (plan.peers.length === 0) {
			throw new Unavailable(nodes.reason, nodes.detail);
		}
		return plan;
	},
});
