import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

/** Mark and table of what goes to Envoy and the DNS proxy: https://github.com/cilium/cilium/blob/main/pkg/datapath/linux/linux_defaults/linux_defaults.go */
const mark = 0x200;
const mask = 0xf00;
const table = '2004';

export default defineCheck({
	id: 'cilium/proxy-rule',
	title: 'Packets that an L7 policy sends to the proxy of Cilium get there',
	rationale:
		'Policies on HTTP or DNS names pass connections through a proxy on the node. Cilium marks these packets and has a routing rule that keeps them here; network managers that clean up rules, such as systemd-networkd with ManageForeignRoutingPolicyRules, take it away, and then just the connections under such policies hang.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status', daemon: 'cilium.daemon', rules: 'ip.rule'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The routing rule "fwmark 0x200/0xf00 lookup 2004" of Cilium is gone: connections under L7 and DNS policies ({redirects} redirects) hang',
			guide: {
				steps: [
					{text: 'ip rule show'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}, which writes the rule again',
						changes: 'cluster',
					},
					{
						text: 'With systemd-networkd set ManageForeignRoutingPolicyRules=no and ManageForeignRoutes=no in a file of /etc/systemd/networkd.conf.d',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements', 'cilium/policy'],
			},
		},
	},
	*run({status: {proxyRedirects = 0}, daemon, rules}, {finding, environment}) {
		const isThere = rules.some(
			rule => rule.table === table && rule.mark === mark && (rule.mask ?? mask) === mask,
		);
		if (proxyRedirects === 0 || isThere || rules.length === 0 || daemon.options.EnableBPFTProxy === true) {
			return;
		}
		const node = thisNode(environment);
		const excerpt = rules.map(({priority, table: to}) => `${priority}: lookup ${to ?? '-'}`).join('\n');
		yield finding(
			'missing',
			{redirects: proxyRedirects, node: node.name},
			{kind: 'RoutingRule', name: `fwmark 0x200/0xf00 lookup ${table}`},
			{
				evidence: [
					{from: 'rules', excerpt},
					{from: 'status', excerpt: `"proxy": {"total-redirects": ${proxyRedirects}}`},
				],
				about: [ciliumAgentSubject],
				affects: [node],
			},
		);
	},
});
