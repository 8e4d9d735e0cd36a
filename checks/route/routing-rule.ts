import {defineCheck, ruledAwayBy, ruledAwayMessage, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'route/routing-rule',
	title: 'No routing rule takes packets to pods away from the routes of the CNI',
	rationale:
		'The routes to pods are in the table main. A routing rule of a lower priority number is asked first: VPNs such as Tailscale (table 52), strongSwan (220) and wg-quick (51820), and set-ups with several uplinks, send with it what should go to pods to a gateway that does not know them. A rule for the own address of this node counts too: with that address it asks its pods whether they are well, and reaches pods behind services.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {rules: 'ip.rule', routes: 'ip.route'},
	messages: {
		taken: {
			...ruledAwayMessage,
			explains: [
				'overlay/peer-unreachable',
				'overlay/checksum-suspect',
				'cilium/peer',
				'dns/endpoint-unreachable',
				'dns/service-address',
				'service/api-address',
			],
		},
	},
	*run({rules, routes}, {finding, environment}) {
		for (const {line, data, excerpts} of ruledAwayBy(rules, routes, 'ipv4', environment)) {
			yield finding(
				'taken',
				data,
				{kind: 'RoutingRule', name: line},
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
