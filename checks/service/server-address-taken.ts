import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go */
const rule =
	/^-d ([0-9a-f.:]+)(?:\/\d+)? -p tcp -m comment --comment "([^\s":]+\/[^\s":]+)\S* (?:loadbalancer IP|external IP)" .*--dport (\d+) -j KUBE-/;
const target = /--comment "([^\s":]+\/[^\s":]+)\S*" .*-j DNAT --to-destination (\S+)/;
/** Of the supervisor, beside that of the API. */
const supervisor = 9345;

export default defineCheck({
	id: 'service/server-address-taken',
	title: 'No service takes a port of the servers',
	rationale:
		'A Service whose external address is that of a server, by externalIPs or by a load balancer that hands out addresses of nodes, with port 6443 or 9345, has what is sent there translated on every node: what kubelet, kube-proxy and RKE2 of this node ask of the API goes to the pods of that Service instead, and the node is lost as soon as its connections end.',
	when: {role: ['agent'], kubeProxy: ['iptables']},
	needs: {rules: 'netfilter.iptables', servers: 'rke2.load-balancer'},
	messages: {
		taken: {
			severity: 'critical',
			text: 'The Service {service} takes {address}:{port}, which belongs to a server: what this node sends to the API there goes to {targets}',
			guide: {
				steps: [
					{
						text: '{program}-save -t nat | grep {address}; kubectl get service -A | grep {address}, on a server',
					},
					{
						text: 'Give {service} another port or another address: take {address} out of spec.externalIPs, or out of the pool of the load balancer',
						changes: 'cluster',
					},
					{
						text: 'If this node does not follow, because it no longer reaches the API: {program} -t nat -I OUTPUT -d {address} -p tcp --dport {port} -j ACCEPT; when kube-proxy has written its rules anew, take it out: {program} -t nat -D OUTPUT -d {address} -p tcp --dport {port} -j ACCEPT',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/requirements-ports'],
			},
			explains: ['rke2/api-unreachable'],
		},
	},
	*run({rules, servers}, {finding, environment}) {
		const [ofNft = [], ofLegacy = []] = [rules.nft, rules.legacy].map(ruleset =>
			(ruleset?.tables ?? [])
				.filter(({name}) => name === 'nat')
				.flatMap(({chains}) => chains.flatMap(chain => chain.rules.map(({text}) => text))),
		);
		const lines = [...ofNft, ...ofLegacy];
		const hosts = servers.map(server => server.slice(0, server.lastIndexOf(':')));
		const wanted = new Set([...servers, ...hosts.map(host => `${host}:${supervisor}`)]);
		for (const text of lines) {
			const [, address = '', service = '', port = ''] = rule.exec(text) ?? [];
			if (!wanted.has(`${address}:${port}`)) {
				continue;
			}
			const targets = lines.flatMap(line => {
				const [, name, to] = target.exec(line) ?? [];
				return name === service && to !== undefined ? [to] : [];
			});
			// One that announces the servers themselves leads where it should.
			if (targets.length > 0 && targets.every(to => wanted.has(to))) {
				continue;
			}
			// What the one back-end accepts the other still translates.
			const program = ofLegacy.includes(text) ? 'iptables-legacy' : 'iptables';
			yield finding(
				'taken',
				{...{service, address, port, program}, targets: targets.length === 0 ? 'nobody' : listNames(targets)},
				{kind: 'Endpoint', name: `${address}:${port}`},
				{evidence: [{from: 'rules', excerpt: text}], affects: [thisNode(environment)]},
			);
		}
	},
});
