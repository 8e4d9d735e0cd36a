import {
	defineCheck,
	isApiOfIpv6,
	pluginsWithoutApi,
	thisNode,
	unansweredCalls,
	withoutApi,
} from 'rke2-netdoctor';

const links = ['kubernetes/debug-service', 'rke2/requirements-linux'] as const;
const restart = {
	text: 'Restart kube-proxy, which writes its rules anew: crictl stop $(crictl ps -q --name kube-proxy)',
	changes: 'node',
} as const;
const look = {text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'} as const;
const explains = [
	'service/api-address',
	'dns/service-address',
	'canal/container',
	'flannel/container',
	'calico/container',
	'cilium/container',
	...['cni/configuration-missing', ...pluginsWithoutApi, 'flannel/masquerade', ...withoutApi],
] as const;
const withoutAny = [...explains, ...unansweredCalls] as const;
const withoutIptables = [...withoutAny, 'host/iptables-missing'] as const;

export default defineCheck({
	id: 'service/rules-missing',
	title: 'kube-proxy has written rules for the services of the API and of the cluster DNS',
	rationale:
		'In iptables mode kube-proxy leads every packet through the chain KUBE-SERVICES, with one rule for each address of a service. Without a rule for the service kubernetes no pod reaches the API, and the installer of the CNI neither; without one for the cluster DNS no name is resolved. It writes into the back-end of iptables that it finds; both are looked at.',
	when: {kubeProxy: ['iptables']},
	needs: {
		services: 'service.rules',
		ranges: 'cluster.ranges',
		iptables: 'iptables.binary',
		addresses: 'ip.address',
		settled: 'rke2.settled',
	},
	messages: {
		noChains: {
			severity: 'critical',
			text: 'kube-proxy has written no rules on this node: there is no KUBE-SERVICES chain in either back-end of iptables',
			guide: {steps: [look, restart], links},
			explains: withoutAny,
		},
		noIptables: {
			severity: 'critical',
			text: 'kube-proxy has written no rules on this node, and iptables is not installed: services, the cluster DNS and the address of the API are dead here',
			guide: {
				steps: [
					{
						text: 'Install iptables: apt-get install iptables, dnf install iptables-nft, or zypper install iptables',
						changes: 'node',
					},
					restart,
					{
						text: 'Or do without: kube-proxy-arg: proxy-mode=nftables on every node of RKE2 1.35.7 and later, or let Cilium replace kube-proxy',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-linux', 'rke2/nftables', 'cilium/kube-proxy-free'],
			},
			explains: withoutIptables,
		},
		unhooked: {
			severity: 'critical',
			text: 'The rules of kube-proxy are there, but nothing leads to them: PREROUTING or OUTPUT of the table nat has no jump to KUBE-SERVICES, which some firewall has flushed',
			guide: {
				steps: [
					{text: 'iptables -t nat -S PREROUTING; iptables -t nat -S OUTPUT'},
					restart,
					{
						text: 'Find what flushed the table (firewalld, iptables.service, a script with iptables -F) and disable it',
						changes: 'node',
					},
				],
				links,
			},
			explains: withoutAny,
		},
		unmasqueraded: {
			severity: 'critical',
			text: 'The rules of kube-proxy for services are there, but nothing masquerades what they mark: KUBE-POSTROUTING has no rule MASQUERADE, or POSTROUTING does not lead to it. Connections from outside and of this node to services keep their source, and answers go astray',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep KUBE-POSTROUTING'},
					restart,
					{
						text: 'Find what flushed the chain (firewalld, iptables.service, a script with iptables -F) and disable it',
						changes: 'node',
					},
				],
				links,
			},
		},
		emptied: {
			severity: 'critical',
			text: 'What is sent to {what} is led into {chain}, which holds no rule: somebody has emptied that chain, and nothing is translated',
			guide: {
				steps: [{text: 'iptables-save -t nat | grep {chain}'}, restart],
				links,
			},
			explains,
		},
		flushed: {
			severity: 'critical',
			text: 'KUBE-SERVICES in the table nat holds no service, although rules for {count} {count:endpoint|endpoints} are there: something has flushed it, and no service address leads anywhere. kube-proxy looks only whether its chains exist, and may write their rules anew only an hour later',
			guide: {
				steps: [
					{text: 'iptables -t nat -S KUBE-SERVICES'},
					restart,
					{
						text: 'Find what flushed the chain, a script or a timer with iptables -t nat -F without -X, and disable it',
						changes: 'node',
					},
				],
				links,
			},
			explains: [...withoutAny, 'service/stale-connection#untranslated'],
		},
		missing: {
			severity: 'critical',
			text: 'kube-proxy has written no rule for {what}, though it has {count} {count:other|others}',
			guide: {steps: [look, {text: 'kubectl get service,endpoints -A | grep {name}'}, restart], links},
			explains,
		},
	},
	*run({services, ranges, iptables, addresses}, {finding, environment}) {
		const subject = {kind: 'NetfilterRule', name: 'KUBE-SERVICES'} as const;
		const affects = [thisNode(environment)];
		const written = services.filter(({rules}) => rules.ports.length > 0);
		const hooked = services.filter(({rules}) => rules.isHooked);
		const [first] = written;
		if (hooked.length === 0) {
			// Felix serves them, and takes away what kube-proxy writes: calico/ebpf-kube-proxy.
			if (environment.cni.value === 'calico' && environment.dataplane.value === 'ebpf') {
				return;
			}
			const excerpt =
				first === undefined
					? 'no KUBE-SERVICES in the table nat'
					: `${first.rules.ports.length} ports of services in ${first.backend}, no jump to KUBE-SERVICES`;
			const missing = iptables.length === 0 ? 'noIptables' : 'noChains';
			yield finding(first === undefined ? missing : 'unhooked', {}, subject, {
				evidence: [{from: 'services', excerpt}],
				affects,
			});
			return;
		}
		const serving = hooked.filter(({rules}) => rules.ports.length > 0);
		const [unmasqueraded] = serving.filter(({rules}) => !rules.isMasquerading);
		if (unmasqueraded !== undefined && serving.every(({rules}) => !rules.isMasquerading)) {
			const {backend} = unmasqueraded;
			yield finding(
				'unmasqueraded',
				{},
				{kind: 'NetfilterRule', name: 'KUBE-POSTROUTING'},
				{
					evidence: [{from: 'services', excerpt: `no MASQUERADE by KUBE-POSTROUTING in ${backend}`}],
					affects,
				},
			);
		}
		const ports = hooked.flatMap(({rules}) => rules.ports);
		const targets = hooked.flatMap(({rules}) => rules.targets);
		if (hooked.every(({rules}) => rules.isEmptied) && targets.length > 0) {
			yield finding('flushed', {count: targets.length}, subject, {
				evidence: [
					{
						from: 'services',
						excerpt: `KUBE-SERVICES: no service; chains KUBE-SEP- to ${targets.slice(0, 3).join(', ')}`,
					},
				],
				affects,
			});
			return;
		}
		// NodeLocal DNSCache has the address on a device of its own, and needs no rule for it.
		const dns = ranges.dns.find(
			wanted => !wanted.includes(':') && !addresses.some(({address}) => address === wanted),
		);
		const wanted = [
			// These are the rules of IPv4.
			...(isApiOfIpv6(ranges.services)
				? []
				: [
						{
							what: 'the service kubernetes, the address of the API for pods',
							name: 'kubernetes',
							found: ports.filter(port => port.name.startsWith('default/kubernetes:')),
						},
					]),
			...(dns === undefined
				? []
				: [
						{
							what: `the cluster DNS, ${dns}`,
							name: dns,
							found: ports.filter(({address, protocol}) => address === dns && protocol === 'udp'),
						},
					]),
		];
		for (const {what, name, found} of wanted) {
			const [chain] = found.flatMap(({emptyChain}) => emptyChain ?? []);
			if (chain !== undefined && found.every(({emptyChain}) => emptyChain !== undefined)) {
				yield finding(
					'emptied',
					{what, chain},
					{kind: 'Service', name},
					{evidence: [{from: 'services', excerpt: `:${chain} without a rule`}], affects},
				);
			}
		}
		for (const {what, name} of wanted.filter(({found}) => found.length === 0)) {
			yield finding(
				'missing',
				{what, name, count: ports.length},
				{kind: 'Service', name},
				{
					evidence: [
						{from: 'services', excerpt: `${ports.length} ports of services, none of ${name}`},
						...(name === dns ? [{from: 'ranges', excerpt: `global.clusterDNS: ${dns}`} as const] : []),
					],
					affects,
				},
			);
		}
	},
});
