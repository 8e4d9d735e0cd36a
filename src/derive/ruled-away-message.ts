import type {Environment, IpFamily} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {isCloudSetupTable} from './cloud-setup.ts';
import {isEncryptedByFelix, isLedByCilium} from './cni-devices.ts';
import {routeLine, ruleLine} from './iproute-text.ts';
import {listNames} from './list-names.ts';
import {type RuledAway, ruledAway} from './ruled-away.ts';

/** What the checks of both families say of a rule that `ruledAwayBy` found. */
export const ruledAwayMessage = {
	severity: 'critical',
	text: 'Routing rule {priority} ({rule}) takes what {senders} to pods ({destinations}) {where} instead of by {right}',
	guide: {
		steps: [
			{
				text: '{ip} rule show; {ip} route show table {table}: find who made them (table 52 is of Tailscale, 220 of strongSwan, 51820 of wg-quick)',
			},
			{
				text: '{relief}',
				changes: 'node',
			},
			{
				text: 'Take the ranges of pods and services out of what that VPN or network configuration routes',
				changes: 'node',
			},
		],
		links: ['rke2/requirements-networking', 'rancher/networking', 'flannel/troubleshooting'],
	},
} as const;

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

/** One node sends, pods send. */
const sendersText = (senders: readonly string[]): string =>
	`${listNames(senders)} ${senders.length === 1 && senders[0]?.startsWith('this node') === true ? 'sends' : 'send'}`;

/** The rule by which Felix encrypts: `not from all fwmark 0x200000/0x200000 lookup 1`, of priority 99 unless it is told another. */
const felixRule = (
	rules: readonly RoutingRule[],
	routes: readonly Route[],
	environment: Environment,
): RoutingRule | undefined => {
	const tables = routes.filter(({dev}) => isEncryptedByFelix(dev, environment)).map(({table}) => table);
	return rules.find(
		({isInverted, mark, table}) => isInverted && mark !== undefined && tables.includes(table ?? ''),
	);
};

/**
 * What helps at once. Before the rule of Felix nothing may lead to the table main: what Felix encrypts would leave in clear
 * text; and rules to its own table that it has not made itself it takes away (RouteRules.Apply of Felix).
 */
const reliefOf = (rule: RoutingRule, range: string, ip: string, felix: RoutingRule | undefined): string => {
	const line = ruleLine(rule);
	const before = Math.max(rule.priority - 1, 1);
	return felix === undefined || felix.priority <= before
		? `${ip} rule add to ${range} lookup main priority ${before}: until the next boot, for every range of pods and services`
		: `${ip} rule add ${line} priority ${felix.priority + 1}, then ${ip} rule del ${line} priority ${rule.priority}: behind the rule of Felix, so that what it encrypts stays encrypted; until the next boot`;
};

const describe = (
	rule: RoutingRule,
	found: readonly RuledAway[],
	family: IpFamily,
	felix: RoutingRule | undefined,
) => {
	const [first] = found;
	if (first === undefined) {
		return [];
	}
	const {way, route, refusal = ''} = first;
	const destinations = [...new Set(found.map(one => one.way.destination))];
	const line = ruleLine(rule);
	const range = destinations[0] ?? '';
	const ip = family === 'ipv6' ? 'ip -6' : 'ip';
	return [
		{
			line,
			data: {
				priority: rule.priority,
				rule: line,
				senders: sendersText(sendersOf(found)),
				destinations: listNames(destinations),
				where: route === undefined ? `nowhere (${refusal})` : `by ${route.dev ?? routeLine(route)}`,
				right: way.dev ?? routeLine(way),
				table: rule.table ?? 'main',
				...{ip, relief: reliefOf(rule, range, ip, felix)},
			},
			excerpts: {
				rule: `${rule.priority}: ${line}`,
				routes: [
					...(route === undefined ? [] : [`${routeLine(route)} table ${route.table}`]),
					routeLine(way),
				].join('\n'),
			},
		},
	];
};

/** The rules that take packets to pods away from the routes of the CNI, but for those of nm-cloud-setup. */
export const ruledAwayBy = (
	rules: readonly RoutingRule[],
	routes: readonly Route[],
	family: IpFamily,
	environment: Environment,
) => {
	// Cilium leaves no source to be chosen before: its route names one, and eBPF translates services as they are called.
	const isCilium = environment.cni.value === 'cilium';
	const away = ruledAway(rules, routes, family).filter(
		({rule, route, sender}) =>
			(!isCilium || sender === 'node') &&
			!isCloudSetupTable(rule.table) &&
			!isEncryptedByFelix(route?.dev, environment) &&
			!isLedByCilium(route?.dev, environment),
	);
	const felix = felixRule(rules, routes, environment);
	return [...new Set(away.map(({rule}) => rule))].flatMap(rule =>
		describe(
			rule,
			away.filter(one => one.rule === rule),
			family,
			felix,
		),
	);
};
