import {defineCheck, listNames, netfilterRemedyOf, thisNode} from 'rke2-netdoctor';

/** Chains of the plugin portmap, in iptables and in nftables. */
const isOfPortmap = (chain: string): boolean => / CNI-(?:DN|HOSTPORT)-|cni_hostport/.test(chain);

const podOf = (port: number, all: readonly {pod: string; namespace: string; hostPort: number}[] = []) => {
	const owner = all.find(({hostPort}) => hostPort === port);
	return owner === undefined ? 'a pod' : `the pod ${owner.namespace}/${owner.pod}`;
};

const links = ['kubernetes/debug-service', 'rke2/requirements-networking'] as const;
const explains = [
	...['service/api-address#silent', 'dns/service-address', 'cni/pod-failures#apiUnreachable'],
	'service/stale-connection#untranslated',
] as const;
const where = {
	text: 'Change it where it was written (iptables.service, netfilter-persistent, a script, a transparent proxy, another product), or it comes back',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'service/translation-taken',
	title: "Packets to services come to kube-proxy's rules",
	rationale:
		'kube-proxy translates the addresses of services in PREROUTING (for pods) and OUTPUT (for this node) of the table nat. The first rule there that accepts, returns or translates a packet decides for its connection: one that stands ahead of the jump to KUBE-SERVICES, or translates in a table of nftables, takes services away, and nobody has their addresses. The chains are followed with the first packet to the API and to the cluster DNS.',
	when: {kubeProxy: ['iptables', 'ipvs']},
	needs: {taken: 'netfilter.service-passage'},
	wants: {ports: 'service.host-ports'},
	messages: {
		bypassed: {
			severity: 'critical',
			text: "Services do not work for {whom}: rule {rule} lets packets to {services} go before they come to kube-proxy's rules",
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Except the range of services in that rule, or put it behind the jump to KUBE-SERVICES (-A instead of -I)',
						changes: 'node',
					},
					where,
				],
				links,
			},
			explains,
		},
		redirected: {
			severity: 'critical',
			text: "Packets of {whom} to {services} are sent elsewhere before they come to kube-proxy's rules: {rule}",
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Except the range of services in that rule', changes: 'node'},
					where,
				],
				links,
			},
			explains,
		},
		byHostPort: {
			severity: 'critical',
			text: 'Packets of {whom} to {services} end at the host port {port} of {pod}: with kube-proxy in ipvs mode this node has the addresses of services itself (kube-ipvs0), and the plugin portmap takes its host ports of all addresses of the node: {rule}',
			guide: {
				steps: [
					{text: '{show}; ip -br address show dev kube-ipvs0'},
					{
						text: 'curl -vk --max-time 3 https://{address}:{port}/version: whose certificate that is tells who answers',
					},
					{
						text: 'Switch kube-proxy to nftables or iptables: take proxy-mode=ipvs out of kube-proxy-arg in /etc/rancher/rke2/config.yaml on every node, restart RKE2 there, and reboot, which takes kube-ipvs0 away',
						changes: 'cluster',
					},
					{
						text: 'Or free the port: for the ingress controller of RKE2 controller.hostPort.enabled: false in the HelmChartConfig, with a Service of type LoadBalancer or a hostIP',
						changes: 'cluster',
					},
				],
				links: ['rke2/nftables', 'multus/portmap', 'kubernetes/debug-service'],
			},
			explains,
		},
	},
	*run({taken: all, ports}, {finding, environment}) {
		// In ipvs mode packets come to this node by themselves: only what sends them elsewhere takes them away.
		const isIpvs = environment.kubeProxy.value === 'ipvs';
		const taken = isIpvs ? all.filter(({how}) => how === 'redirected') : all;
		const affects = [
			thisNode(environment),
			{kind: 'Service', namespace: 'default', name: 'kubernetes'},
			{kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
		] as const;
		const ruleOf = ({shownBy, end}: (typeof taken)[number]): string =>
			`${shownBy === 'nft' ? 'nftables ' : ''}${end.rule?.text ?? end.chain}`;
		for (const rule of new Set(taken.map(ruleOf))) {
			const same = taken.filter(one => ruleOf(one) === rule);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {shownBy, end} = first;
			const how = isIpvs && isOfPortmap(end.chain) ? 'byHostPort' : first.how;
			yield finding(
				how,
				{
					whom: [...new Set(same.map(({from}) => from))].join(' and of '),
					services: listNames([...new Set(same.map(({service, address}) => `${service} (${address})`))]),
					...{rule, port: first.port, address: first.address},
					pod: podOf(first.port, ports?.all),
					show: netfilterRemedyOf(first, '').show,
				},
				{kind: 'NetfilterRule', name: `nat ${rule}`},
				{
					evidence: [
						{
							from: 'taken',
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
							excerpt: end.rule?.excerpt ?? end.chain,
						},
					],
					affects,
				},
			);
		}
	},
});
