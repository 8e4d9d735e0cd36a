import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';

const hooks = ['PREROUTING', 'OUTPUT'] as const;

/** What kube-proxy has in the table nat of one back-end of ip6tables. */
export interface ServiceChainsIpv6 {
	readonly backend: 'nf_tables' | 'legacy';
	/** Chains of single services, which it makes for those only that have an endpoint. */
	readonly services: number;
	/** Rules of KUBE-SERVICES: one for each service, and always one for node ports. */
	readonly rules: number;
	/** Chains of the kernel that do not lead to KUBE-SERVICES. */
	readonly unhooked: readonly (typeof hooks)[number][];
}

const chainsOf = (ruleset: IptablesRuleset): Omit<ServiceChainsIpv6, 'backend'> => {
	const chains = ruleset.tables.filter(({name}) => name === 'nat').flatMap(table => table.chains);
	const rulesOf = (chain: string) => chains.find(({name}) => name === chain)?.rules ?? [];
	return {
		services: chains.filter(({name}) => name.startsWith('KUBE-SVC-')).length,
		rules: rulesOf('KUBE-SERVICES').length,
		unhooked: hooks.filter(chain => !rulesOf(chain).some(({target}) => target === 'KUBE-SERVICES')),
	};
};

export const serviceRulesIpv6 = defineProbe({
	id: 'service.rules-ipv6',
	summary:
		"what kube-proxy's iptables mode has written with ip6tables, per back-end; nothing where pods have no IPv6",
	needs: {rules: netfilterIp6tables},
	requests: () => [],
	parse: (_, {rules}): readonly ServiceChainsIpv6[] => {
		if (rules === undefined) {
			return [];
		}
		const read = [['nf_tables', rules.nft] as const, ['legacy', rules.legacy] as const].flatMap(
			([backend, ruleset]) =>
				ruleset === undefined || ruleset.incompatibleTables.includes('nat')
					? []
					: [{backend, ...chainsOf(ruleset)}],
		);
		// What is left in one back-end proves nothing while the rules in force may be in the other.
		const isInForce = read.some(({unhooked, rules: count}) => unhooked.length === 0 && count > 0);
		if (read.length < 2 && !isInForce) {
			throw new Unavailable('dependency', 'one of the two back-ends of ip6tables could not be read');
		}
		return read;
	},
});
