import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type KnownSets, knownSets} from '../derive/packet-sets.ts';
import {parseIpsetSave} from '../parsers/ipset-save.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

/** Sets of the cluster change all the time, and walks know them by their names; but without its peers a tunnel is closed. */
const ofCluster = /^(?:cali(?!40all-vxlan-net$)|KUBE-|cilium)/;
const mostSets = 8;

export const netfilterSets = defineProbe({
	id: 'netfilter.sets',
	summary: 'members of the IP sets that rules of others than the cluster ask for',
	needs: {rules: netfilterIptables},
	requests: ({rules}) => {
		const names = [rules.nft, rules.legacy]
			.flatMap(ruleset => ruleset?.tables ?? [])
			.flatMap(({chains}) => chains.flatMap(chain => chain.rules))
			.flatMap(({text}) => [...text.matchAll(/--match-set (\S+) /g)].flatMap(([, name]) => name ?? []))
			.filter(name => !ofCluster.test(name) && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name));
		return [...new Set(names)].slice(0, mostSets).map(name => command('ipset', 'save', name));
	},
	/** What could not be read is not known. */
	parse: (replies): KnownSets =>
		knownSets(replies.flatMap(reply => (reply.status === 'answered' ? parseIpsetSave(reply.body) : []))),
});
