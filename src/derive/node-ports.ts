import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {BackendRules} from './netfilter-hooks.ts';

/** A port of every address of this node that kube-proxy's iptables mode leads to a service. */
export interface NodePort {
	/** `shop/web:http` */
	readonly service: string;
	readonly protocol: string;
	readonly port: number;
	/** The service has no endpoint. */
	readonly isRejected?: true;
}

/** Rules with `-d` are for a part of the addresses: https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go */
const nodePort = /^-p (\w+) -m comment --comment "([^"]+)" .*--dport (\d+) -j KUBE-(?:EXT|SVC|SVL|XLB)-/;
const targetPort = /--to-destination \S+:(\d+)$/;
const ofAllAddresses = /--dst-type LOCAL -j KUBE-NODEPORTS$/;

const nodePortsIn = ({tables}: IptablesRuleset): readonly NodePort[] => {
	const chains = tables.filter(({name}) => name === 'nat').flatMap(table => table.chains);
	const rulesOf = (wanted: string): readonly string[] =>
		chains.filter(({name}) => name === wanted).flatMap(({rules}) => rules.map(({text}) => text));
	// With nodeport-addresses only some addresses have them.
	if (!rulesOf('KUBE-SERVICES').some(text => ofAllAddresses.test(text) && !/(?:^| )-d /.test(text))) {
		return [];
	}
	// A pod on the host network may listen at the NodePort of its own service, and is led there again.
	const targets = new Set(
		chains
			.filter(({name}) => name.startsWith('KUBE-SEP-'))
			.flatMap(({rules}) => rules.flatMap(({text}) => targetPort.exec(text)?.[1] ?? [])),
	);
	return rulesOf('KUBE-NODEPORTS').flatMap(text => {
		const [, protocol, service, port] = nodePort.exec(text) ?? [];
		return protocol === undefined || service === undefined || port === undefined || targets.has(port)
			? []
			: [{service, protocol, port: Number(port)}];
	});
};

const rejected =
	/^-p (\w+) -m comment --comment "(\S+) has no endpoints" -m addrtype --dst-type LOCAL .*--dport (\d+) -j REJECT\b/;

/** NodePorts whose service has no endpoint, so that kube-proxy rejects what comes there: in the table filter. */
const rejectedIn = ({tables}: IptablesRuleset): readonly NodePort[] =>
	tables
		.filter(({name}) => name === 'filter')
		.flatMap(({chains}) => chains.filter(({name}) => name === 'KUBE-EXTERNAL-SERVICES'))
		.flatMap(({rules}) =>
			rules.flatMap(({text}) => {
				const [, protocol, service, port] = rejected.exec(text) ?? [];
				return protocol === undefined || service === undefined
					? []
					: [{service, protocol, port: Number(port), isRejected: true as const}];
			}),
		);

/** NodePorts of IPv4 in either back-end, each once. Linear in the rules. */
export const nodePortsOf = ({nft, legacy}: BackendRules): readonly NodePort[] => {
	const all = [nft, legacy].flatMap(ruleset =>
		ruleset === undefined ? [] : [...rejectedIn(ruleset), ...nodePortsIn(ruleset)],
	);
	return [...new Map(all.map(entry => [`${entry.protocol} ${entry.port}`, entry])).values()];
};
