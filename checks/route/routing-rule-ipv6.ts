import {defineCheck, ruledAwayBy, ruledAwayMessage, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'route/routing-rule-ipv6',
	title: 'No IPv6 routing rule takes packets to pods away from the routes of the CNI',
	rationale:
		'IPv6 has routing rules of its own, which "ip rule" does not show. VPNs and set-ups with several uplinks write both kinds: with a rule that is asked before the table main, pods of a dual-stack cluster lose their IPv6 addresses while IPv4 works.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {rules: 'ip.rule-ipv6', routes: 'ip.route'},
	messages: {
		taken: {...ruledAwayMessage, explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable']},
	},
	*run({rules, routes}, {finding, environment}) {
		for (const {line, data, excerpts} of ruledAwayBy(rules, routes, 'ipv6', environment)) {
			yield finding(
				'taken',
				data,
				{kind: 'RoutingRule', name: `IPv6 ${line}`},
				{
					evidence: [
						{from: 'rules', excerpt: excerpts.rule},
						{from: 'routes', excerpt: excerpts.routes},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
