import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type ServiceRules, serviceRulesOfBoth} from '../derive/service-rules.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

export interface BackendServices {
	readonly backend: 'nf_tables' | 'legacy';
	readonly rules: ServiceRules;
}

const nothing: IptablesRuleset = {tables: [], incompatibleTables: []};

export const serviceRules = defineProbe({
	id: 'service.rules',
	summary: "what kube-proxy's iptables mode has written, per back-end of iptables",
	wants: {rules: netfilterIptables, chains: netfilterNftChains},
	requests: () => [],
	parse: (_, __, {rules: read, chains}): readonly BackendServices[] => {
		const rules = read.ok ? read.value : {};
		// Without iptables nft still tells which chains there are.
		const hasNoChain = chains.ok && !chains.value.some(({name}) => name === 'KUBE-SERVICES');
		const nft = rules.nft ?? (hasNoChain ? nothing : undefined);
		const backends = serviceRulesOfBoth({...rules, ...(nft !== undefined && {nft})});
		// Native rules keep iptables from showing a table, and its chains may be there.
		const isShown = nft?.incompatibleTables.length === 0 || nft?.tables.some(({name}) => name === 'nat');
		const isWhole = nft !== undefined && isShown === true && rules.legacy !== undefined;
		if (!isWhole && !backends.some(backend => backend.rules.isHooked)) {
			throw read.ok
				? new Unavailable('dependency', 'one of the two back-ends of iptables could not be read')
				: new Unavailable(read.reason, read.detail);
		}
		return backends;
	},
});
