import {defineCheck, type RoutingRule, thisNode} from 'rke2-netdoctor';

const isUnconditional = (rule: RoutingRule): boolean =>
	[rule.from, rule.to, rule.mark, rule.incoming, rule.outgoing].every(selector => selector === undefined) &&
	[rule.ipProtocol, rule.sourcePorts, rule.destinationPorts].every(selector => selector === undefined) &&
	!rule.isInverted &&
	!rule.hasFurtherSelectors;

/** What talks to an address of this node, or to anything at all. */
const symptoms = [
	'rke2/api-unreachable',
	'underlay/peer-unreachable',
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'kubelet.health',
	'kube-proxy.health',
	'felix.health',
] as const;

const keepRules = {
	text: 'If systemd-networkd runs: put ManageForeignRoutingPolicyRules=no under [Network] into /etc/systemd/networkd.conf.d/90-rke2.conf: when it is restarted, as by netplan apply or an update, it deletes rules that it did not make',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'host/local-routing-table',
	title: 'The kernel looks up its own addresses first',
	rationale:
		'The rule "from all lookup local" makes a node accept what is addressed to it. Cilium moves it to priority 100 and VRF set-ups further down; an agent that ends in between can leave the node without it, and then nothing reaches the node any more, health checks and the API included.',
	needs: {rules: 'ip.rule'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'There is no routing rule "from all lookup local": this node does not accept what is addressed to it',
			guide: {
				steps: [
					{text: 'ip rule add pref 0 from all lookup local', changes: 'node'},
					keepRules,
					{
						text: 'With Cilium: restart its agent, which enters the rules of its own anew: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/troubleshooting', 'rancher/networking'],
			},
			explains: symptoms,
		},
		tooLate: {
			severity: 'critical',
			text: 'The rule "from all lookup local" has priority {priority}, after the main table at {main}: this node routes away what is addressed to it',
			guide: {
				steps: [
					{text: 'ip rule add pref 0 from all lookup local', changes: 'node'},
					{text: 'ip rule del pref {priority} lookup local', changes: 'node'},
				],
				links: ['cilium/troubleshooting', 'rancher/networking'],
			},
			explains: symptoms,
		},
		mainMissing: {
			severity: 'critical',
			text: 'No routing rule leads to the table main: this node uses none of its routes, neither the default route nor those to pods and other nodes',
			guide: {
				steps: [
					{text: 'ip rule add pref 32766 from all lookup main', changes: 'node'},
					{text: 'ip rule add pref 32767 from all lookup default', changes: 'node'},
					keepRules,
				],
				links: ['cilium/troubleshooting', 'rancher/networking'],
			},
			explains: [...symptoms, 'rke2/service-stopped'],
		},
	},
	*run({rules}, {finding, environment}) {
		const all = rules.filter(isUnconditional);
		const local = all.find(({table}) => table === 'local');
		const main = all.find(
			({table, suppressPrefixLength}) => table === 'main' && suppressPrefixLength === undefined,
		);
		const details = {
			evidence: [
				{
					from: 'rules',
					excerpt:
						all
							.slice(0, 5)
							.map(({priority, table}) => `${priority}: from all lookup ${table ?? ''}`)
							.join('\n') || 'no rule without a condition',
				},
			],
			affects: [thisNode(environment)],
		} as const;
		const subject = {kind: 'RoutingRule', name: 'from all lookup local'} as const;
		if (rules.length === 0) {
			return;
		}
		if (local === undefined) {
			yield finding('missing', {node: thisNode(environment).name}, subject, details);
		} else if (main !== undefined && main.priority < local.priority) {
			yield finding('tooLate', {priority: local.priority, main: main.priority}, subject, details);
		}
		// Somebody may route by rules of their own: then one of them still leads to main, or to a table instead of it.
		if (all.every(({table}) => table === 'local') && !rules.some(({table}) => table === 'main')) {
			yield finding('mainMissing', {}, {kind: 'RoutingRule', name: 'from all lookup main'}, details);
		}
	},
});
