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

/** Rules of one chain that iptables mode has written to refuse services that have no endpoint. */
export interface RefusedServices {
	readonly backend: 'nf_tables' | 'legacy';
	readonly chain: string;
	/**
	 * Packets meet them on their way in. In ipvs mode these alone refuse: the addresses of services are the node's, and
	 * IPVS translates behind INPUT, but before OUTPUT.
	 */
	readonly isEntered: boolean;
	/** `shop/web:http`, each once. */
	readonly services: readonly string[];
	/** `-A KUBE-EXTERNAL-SERVICES …` */
	readonly lines: readonly string[];
}

const refusal = /--comment "([^"]+) has no endpoints" .*-j REJECT\b/;

/** Those that a base chain leads to. */
export const refusedServices = (rules: {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}): readonly RefusedServices[] =>
	(
		[
			['nf_tables', rules.nft],
			['legacy', rules.legacy],
		] as const
	).flatMap(([backend, ruleset]) => {
		const filter = chainsOf(ruleset ?? {tables: [], incompatibleTables: []}, 'filter');
		const leadsTo = (from: string, chain: string): boolean =>
			filter.get(from)?.rules.some(({target}) => target === chain) === true;
		return ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES'].flatMap((chain): readonly RefusedServices[] => {
			const isLedTo = ['INPUT', 'FORWARD', 'OUTPUT'].some(from => leadsTo(from, chain));
			const texts = isLedTo ? rulesIn(filter, chain).filter(text => refusal.test(text)) : [];
			const services = [...new Set(texts.flatMap(text => refusal.exec(text)?.[1] ?? []))];
			const lines = texts.map(text => `-A ${chain} ${text}`);
			return lines.length === 0
				? []
				: [{backend, chain, isEntered: leadsTo('INPUT', chain), services, lines}];
		});
	});
