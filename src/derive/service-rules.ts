import type {IptablesChain, IptablesRuleset} from '../parsers/iptables-save.ts';

/** One port of a service, as kube-proxy's iptables mode has written it. */
export interface ServicePortRule {
	/** `default/kubernetes:https` */
	readonly name: string;
	readonly address: string;
	readonly protocol: string;
	readonly port: number;
	/** `10.0.0.1:6443`; none where the service has no endpoint that is ready. */
	readonly endpoints: readonly string[];
	/** Its chain, where that holds no rule at all: kube-proxy never leaves one so. */
	readonly emptyChain?: string;
}

/** What kube-proxy has written into one back-end of iptables. */
export interface ServiceRules {
	/** Packets are led into its rules. */
	readonly isHooked: boolean;
	/** Packets that are marked to be masqueraded are led to a rule that does so. */
	readonly isMasquerading: boolean;
	readonly ports: readonly ServicePortRule[];
	/** KUBE-SERVICES is there and holds nothing, not even the rule for node ports, which kube-proxy always writes. */
	readonly isEmptied?: true;
	/** Where connections to services are sent, `10.42.1.5:53`, each once. */
	readonly targets: readonly string[];
}

const port =
	/^-d ([0-9a-f.:]+)(?:\/\d+)? -p (\w+) -m comment --comment "([^"]+) cluster IP" .*--dport (\d+) -j (KUBE-SV[CL]-\w+)/;
const refused =
	/^-d ([0-9a-f.:]+)(?:\/\d+)? -p (\w+) -m comment --comment "([^"]+) has no endpoints" .*--dport (\d+) -j REJECT/;
const destination = /--to-destination (\S+)/;

const chainsOf = (ruleset: IptablesRuleset, table: string): ReadonlyMap<string, IptablesChain> =>
	new Map(
		ruleset.tables
			.filter(({name}) => name === table)
			.flatMap(({chains}) => chains.map(chain => [chain.name, chain] as const)),
	);

const rulesIn = (chains: ReadonlyMap<string, IptablesChain>, name: string): readonly string[] =>
	(chains.get(name)?.rules ?? []).map(({text}) => text);

/** The rules of kube-proxy in one back-end. Linear in the rules. */
export const serviceRulesOf = (ruleset: IptablesRuleset): ServiceRules => {
	const nat = chainsOf(ruleset, 'nat');
	const targetsOf = (chain: string): readonly string[] =>
		rulesIn(nat, chain).flatMap(text => destination.exec(text)?.[1] ?? []);
	const endpointsOf = (chain: string): readonly string[] =>
		(nat.get(chain)?.rules ?? []).flatMap(({target}) =>
			target?.startsWith('KUBE-SEP-') === true ? targetsOf(target) : [],
		);
	const open = rulesIn(nat, 'KUBE-SERVICES').flatMap((text): readonly ServicePortRule[] => {
		const [, address = '', protocol = '', name = '', number, chain = ''] = port.exec(text) ?? [];
		return number === undefined
			? []
			: [
					{
						...{name, address, protocol, port: Number(number), endpoints: endpointsOf(chain)},
						...(nat.get(chain)?.rules.length === 0 && {emptyChain: chain}),
					},
				];
	});
	const closed = rulesIn(chainsOf(ruleset, 'filter'), 'KUBE-SERVICES').flatMap(
		(text): readonly ServicePortRule[] => {
			const [, address = '', protocol = '', name = '', number] = refused.exec(text) ?? [];
			return number === undefined ? [] : [{name, address, protocol, port: Number(number), endpoints: []}];
		},
	);
	const leads = (chain: string): boolean =>
		nat.get(chain)?.rules.some(({target}) => target === 'KUBE-SERVICES') === true;
	const endpointChains = [...nat.keys()].filter(name => name.startsWith('KUBE-SEP-'));
	return {
		isHooked: leads('PREROUTING') && leads('OUTPUT'),
		isMasquerading:
			nat.get('POSTROUTING')?.rules.some(({target}) => target === 'KUBE-POSTROUTING') === true &&
			nat.get('KUBE-POSTROUTING')?.rules.some(({target}) => target === 'MASQUERADE') === true,
		ports: [...open, ...closed],
		...(nat.get('KUBE-SERVICES')?.rules.length === 0 && {isEmptied: true as const}),
		targets: [...new Set(endpointChains.flatMap(targetsOf))],
	};
};

/** Of both back-ends, where they could be read. */
export const serviceRulesOfBoth = (rules: {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}): readonly {readonly backend: 'nf_tables' | 'legacy'; readonly rules: ServiceRules}[] => [
	...(rules.nft === undefined ? [] : [{backend: 'nf_tables', rules: serviceRulesOf(rules.nft)} as const]),
	...(rules.legacy === undefined ? [] : [{backend: 'legacy', rules: serviceRulesOf(rules.legacy)} as const]),
];

/** A rule of iptables mode that refuses a service for having no endpoint, in force in the table filter. */
export interface RefusedService {
	readonly backend: 'nf_tables' | 'legacy';
	/** `shop/web:http` */
	readonly name: string;
	/** `-A KUBE-SERVICES …` */
	readonly rule: string;
}

/** Those that packets come to; only iptables mode writes KUBE-SERVICES there. */
export const refusedServices = (rules: {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}): readonly RefusedService[] =>
	(
		[
			['nf_tables', rules.nft],
			['legacy', rules.legacy],
		] as const
	).flatMap(([backend, ruleset]) => {
		const filter = chainsOf(ruleset ?? {tables: [], incompatibleTables: []}, 'filter');
		const isLedTo = ['FORWARD', 'OUTPUT'].some(chain =>
			filter.get(chain)?.rules.some(({target}) => target === 'KUBE-SERVICES'),
		);
		return rulesIn(filter, isLedTo ? 'KUBE-SERVICES' : '').flatMap((text): readonly RefusedService[] => {
			const name = refused.exec(text)?.[3];
			return name === undefined ? [] : [{backend, name, rule: `-A KUBE-SERVICES ${text}`}];
		});
	});
