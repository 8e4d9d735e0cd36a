import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {localPod} from '../derive/pod-flows.ts';
import {servicePackets} from '../derive/service-packets.ts';
import {type TakenService, takenServices} from '../derive/service-translation.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipAddress} from './ip.address.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftNat} from './netfilter.nft-nat.ts';

export const netfilterServicePassage = defineProbe({
	id: 'netfilter.service-passage',
	summary: 'rules that take packets to the API and to the cluster DNS away before kube-proxy translates them',
	needs: {
		...{rules: netfilterIptables, routes: ipRoute, links: ipLink, ranges: clusterRanges},
		...{tables: netfilterNftNat, addresses: ipAddress},
	},
	requests: () => [],
	parse: (_, {rules, routes, links, ranges, tables, addresses}): readonly TakenService[] => {
		const packets = servicePackets(localPod(routes, ranges.pods, 'ipv4'), ranges, links, addresses);
		const taken = takenServices(rules, tables, packets);
		if (taken.length === 0 && rules.nft === undefined) {
			throw new Unavailable('dependency', 'the nf_tables back-end of iptables could not be read');
		}
		return taken;
	},
});
