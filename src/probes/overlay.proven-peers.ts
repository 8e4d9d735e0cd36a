import {defineProbe} from '../core/probe.ts';
import {provenPeers} from '../derive/proven-peers.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {dnsContact} from './dns.contact.ts';
import {ipRoute} from './ip.route.ts';
import {peerPlan} from './peer.plan.ts';

export const overlayProvenPeers = defineProbe({
	id: 'overlay.proven-peers',
	summary:
		'names of the other nodes of which pods have answered: the cluster DNS this program, or any the pods of this node',
	needs: {plan: peerPlan, routes: ipRoute},
	wants: {entries: conntrackEntries, dns: dnsContact},
	requests: () => [],
	parse: (_, {plan, routes}, {entries, dns}): readonly string[] =>
		provenPeers({
			peers: plan.peers,
			routes,
			entries: entries.ok ? entries.value : [],
			endpoints: dns.ok ? dns.value.endpoints : [],
		}),
});
