import {
	defineCheck,
	isCloudSetupTable,
	listNames,
	type RuledAway,
	routeLine,
	ruledAway,
	ruleLine,
	thisNode,
} from 'rke2-netdoctor';

const senderNames = {
	node: 'this node',
	source: 'this node (from its own address)',
	pod: 'pods here',
	peer: 'pods of other nodes',
} as const;

/** A rule that takes what leaves by any address of this node takes it by its own, too, and what others send. */
const sendersOf = (found: readonly RuledAway[]): readonly string[] => {
	const senders = new Set(found.map(({sender}) => sender));
	return [...senders]
		.filter(sender => !['source', 'peer'].includes(sender) || !senders.has('node'))
		.map(sender => senderNames[sender]);
};

const destinationsOf = (found: readonly RuledAway[]): readonly string[] => [
	...new Set(found.map(({way}) => way.destination)),
];

/** Felix encrypts by a rule of its own; what it left behind is told by calico/wireguard-left. */
const isOfFelix = (device: string | undefined): boolean =>
	device === 'wireguard.cali' || device === 'wg-v6.cali';

export default defineCheck({
	id: 'route/routing-rule',
	title: 'No routing rule takes packets to pods away from the routes of the CNI',
	rationale:
		'The routes to pods are in the table main. A routing rule of a lower priority number is asked first: VPNs such as Tailscale (table 52), strongSwan (220) and wg-quick (51820), and set-ups with several uplinks, send with it what should go to pods to a gateway that does not know them. A rule for the own address of this node counts too: with that address it asks its pods whether they are well, and reaches pods behind services.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {rules: 'ip.rule', routes: 'ip.route'},
	messages: {
		taken: {
			severity: 'critical',
			text: 'Routing rule {priority} ({rule}) takes what {senders} send to pods ({destinations}) {where} instead of by {right}',
			guide: {
				steps: [
					{
						text: 'ip rule show; ip route show table {table}: find who made them (table 52 is of Tailscale, 220 of strongSwan, 51820 of wg-quick)',
					},
					{
						text: 'ip rule add to {first} lookup main priority {before}: until the next boot, for every range of pods and services',
						changes: 'node',
					},
					{
						text: 'Take the ranges of pods and services out of what that VPN or network configuration routes',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking', 'flannel/troubleshooting'],
			},
			explains: [
				'overlay/peer-unreachable',
				'dns/endpoint-unreachable',
				'dns/service-address',
				'service/api-address',
			],
		},
	},
	*run({rules, routes}, {finding, environment}) {
		const hasFelix = environment.cni.value === 'calico' || environment.cni.value === 'canal';
		const away = ruledAway(rules, routes).filter(
			({rule, route}) => !isCloudSetupTable(rule.table) && !(hasFelix && isOfFelix(route?.dev)),
		);
		for (const rule of new Set(away.map(found => found.rule))) {
			const found = away.filter(one => one.rule === rule);
			const [first] = found;
			if (first === undefined) {
				continue;
			}
			const {way, route, refusal = ''} = first;
			const destinations = destinationsOf(found);
			const line = ruleLine(rule);
			yield finding(
				'taken',
				{
					priority: rule.priority,
					rule: line,
					senders: listNames(sendersOf(found)),
					destinations: listNames(destinations),
					where: route === undefined ? `nowhere (${refusal})` : `by ${route.dev ?? routeLine(route)}`,
					right: way.dev ?? routeLine(way),
					table: rule.table ?? 'main',
					first: destinations[0] ?? '',
					before: Math.max(rule.priority - 1, 1),
				},
				{kind: 'RoutingRule', name: line},
				{
					evidence: [
						{from: 'rules', excerpt: `${rule.priority}: ${line}`},
						{
							from: 'routes',
							excerpt: [
								...(route === undefined ? [] : [`${routeLine(route)} table ${route.table}`]),
								routeLine(way),
							].join('\n'),
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
