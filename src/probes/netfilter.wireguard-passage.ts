import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {deafOrSealedPeers} from '../derive/wireguard-peers.ts';
import {type WireguardPortDrop, wireguardPortPassage} from '../derive/wireguard-port.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {peerUnderlayReached} from './peer.underlay-reached.ts';
import {wireguardPeers} from './wireguard.peers.ts';

export const netfilterWireguardPassage = defineProbe({
	id: 'netfilter.wireguard-passage',
	summary:
		'what becomes of datagrams of WireGuard, of peers that are called in vain and for them, in the firewall of this node',
	needs: {
		...{samples: wireguardPeers, nodes: kubernetesNodes, reached: peerUnderlayReached},
		...{rules: netfilterIptables, tables: netfilterNftInput},
	},
	requests: () => [],
	parse: (_, {samples: {first, last}, nodes, reached, rules, tables}): readonly WireguardPortDrop[] => {
		const deaf = deafOrSealedPeers(first, last, nodes, reached);
		const {drops, undecided} = wireguardPortPassage(deaf, last, rules, tables);
		if (drops.length === 0 && deaf.length > 0) {
			// What iptables cannot show of nf_tables is among the tables that nft shows.
			if (rules.legacy === undefined) {
				throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
			}
			if (undecided !== undefined) {
				throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
			}
		}
		return drops;
	},
});
