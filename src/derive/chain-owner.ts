import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {BackendRules} from './netfilter-hooks.ts';

/** Who of a cluster writes chains of iptables. */
export type ChainOwner = 'kube-proxy' | 'Calico' | 'flannel' | 'Cilium' | 'kube-router';

/** Names of chains; those that the kubelet keeps as a hint or canary, and its firewall, are nobody's rules. */
const patterns: readonly (readonly [ChainOwner, RegExp])[] = [
	['kube-proxy', /^KUBE-(?:SERVICES|SVC-|SEP-|NODEPORTS|FORWARD)/],
	['Calico', /^cali-/],
	['flannel', /^FLANNEL-/],
	['Cilium', /CILIUM[_-]/],
	['kube-router', /^KUBE-(?:ROUTER|POD-FW|NWPLCY)-/],
];

export interface OwnedChains {
	readonly owner: ChainOwner;
	readonly backend: 'nf_tables' | 'legacy';
	/** `filter CILIUM_FORWARD` */
	readonly chains: readonly string[];
	/** Rules of base chains that lead into them, as they are printed; none: packets never get there. */
	readonly jumps: readonly string[];
}

const baseChains = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

const ownedIn = (ruleset: IptablesRuleset, backend: OwnedChains['backend']): readonly OwnedChains[] =>
	patterns.flatMap(([owner, pattern]) => {
		const chains = ruleset.tables.flatMap(({name, chains: all}) =>
			all.filter(chain => pattern.test(chain.name)).map(chain => `${name} ${chain.name}`),
		);
		const jumps = ruleset.tables.flatMap(({name, chains: all}) =>
			all
				.filter(chain => baseChains.has(chain.name))
				.flatMap(chain =>
					chain.rules
						.filter(({target = ''}) => pattern.test(target))
						.map(({text}) => `-t ${name} -A ${chain.name} ${text}`),
				),
		);
		return chains.length === 0 ? [] : [{owner, backend, chains, jumps}];
	});

/** The chains of the cluster in both back-ends of iptables, by who writes them. Linear in the rules. */
export const ownedChains = ({nft, legacy}: BackendRules): readonly OwnedChains[] => [
	...(nft === undefined ? [] : ownedIn(nft, 'nf_tables')),
	...(legacy === undefined ? [] : ownedIn(legacy, 'legacy')),
];
