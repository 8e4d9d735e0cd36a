import {defineCheck, natTranslation, netfilterRemedyOf, podFlowsOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'netfilter/pod-translation',
	title: 'No rule sends packets between pods, or those of the tunnel, to another destination',
	rationale:
		'DNAT and REDIRECT in PREROUTING are for addresses of services and ports of this node. A rule of a transparent proxy, a captive portal or a port redirection that selects more than it should takes packets between pods along, or the datagrams of the tunnel, and they arrive where nobody waits for them.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {rules: 'netfilter.iptables', routes: 'ip.route', ranges: 'cluster.ranges', links: 'ip.link'},
	messages: {
		pods: {
			severity: 'critical',
			text: 'This node sends packets of pods to pods of other nodes elsewhere: rule {rule}',
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Except the ranges of pods and services in that rule, where it was written',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking', 'flannel/troubleshooting'],
			},
			explains: ['service/translation-taken#redirected'],
		},
		tunnel: {
			severity: 'critical',
			text: 'This node sends overlay packets of other nodes (UDP port {port}) elsewhere before {device} gets them: rule {rule}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Except UDP port {port} in that rule, where it was written', changes: 'node'},
					{
						text: 'conntrack -D -p udp --dport {port}: flows that were translated once stay so while they last',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-cni-ports', 'flannel/firewalls'],
			},
		},
	},
	*run({rules, routes, ranges, links}, {finding, environment}) {
		const affects = [thisNode(environment)];
		const ofPods = podFlowsOf(routes, ranges.pods, 'ipv4')
			.filter(({way}) => way === 'to-peers')
			.flatMap(({packet}) => natTranslation(rules, packet) ?? [])[0];
		if (ofPods !== undefined) {
			const {end, shownBy} = ofPods;
			yield finding(
				'pods',
				{rule: end.rule?.text ?? end.chain, show: netfilterRemedyOf(ofPods, '').show},
				{kind: 'NetfilterRule', name: 'nat PREROUTING'},
				{evidence: [{from: 'rules', excerpt: end.rule?.excerpt ?? end.chain, of: shownBy}], affects},
			);
		}
		const link = links.find(({name}) => name === environment.overlayDevice.value);
		const {port, local, lower} = link?.vxlan ?? {};
		if (link === undefined || port === undefined || local?.includes(':') === true) {
			return;
		}
		const ofTunnel = natTranslation(rules, {
			...{family: 'ipv4', way: 'in', protocol: 'udp', port},
			...{source: undefined, destination: local, incoming: lower, isOfPeer: true},
		});
		if (ofTunnel !== undefined) {
			const {end, shownBy} = ofTunnel;
			yield finding(
				'tunnel',
				{
					port,
					device: link.name,
					rule: end.rule?.text ?? end.chain,
					show: netfilterRemedyOf(ofTunnel, '').show,
				},
				{kind: 'NetfilterRule', name: `nat UDP ${port}`},
				{
					evidence: [
						{from: 'rules', excerpt: end.rule?.excerpt ?? end.chain, of: shownBy},
						{from: 'links', excerpt: `${link.name} vxlan dstport ${port}`},
					],
					affects,
				},
			);
		}
	},
});
