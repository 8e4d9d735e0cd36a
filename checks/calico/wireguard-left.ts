import {defineCheck, felixSetting, isFelixTrue, routeLine} from 'rke2-netdoctor';

const devices = [
	{device: 'wireguard.cali', key: 'wireguardEnabled', family: 'ipv4', ip: 'ip'},
	{device: 'wg-v6.cali', key: 'wireguardEnabledV6', family: 'ipv6', ip: 'ip -6'},
] as const;

export default defineCheck({
	id: 'calico/wireguard-left',
	title: 'Nothing of WireGuard is left where it has been turned off',
	rationale:
		'Felix sends packets for pods of other nodes into wireguard.cali by a routing rule and a table of their own. When WireGuard is turned off it takes these away; where it could not, as with a node that was off at the time or a Felix that hung, they still take the packets, and the other nodes no longer listen. A device without routes that are asked does no harm.',
	when: {cni: ['calico']},
	needs: {
		links: 'ip.link',
		routes: 'ip.route',
		rules: 'ip.rule',
		rulesIpv6: 'ip.rule-ipv6',
		settings: 'felix.settings',
	},
	messages: {
		takes: {
			severity: 'critical',
			text: 'WireGuard is turned off, but {count} {count:route|routes} of table {table} still {count:leads|lead} into {device}, before the main table is asked: {first}',
			guide: {
				steps: [
					{text: '{ip} rule show; {ip} route show table {table}; wg show {device}'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: Felix cleans up when it starts',
						changes: 'cluster',
					},
					{
						text: 'If it is still there: {ip} rule del pref {priority}; ip link delete {device}',
						changes: 'node',
					},
				],
				links: ['calico/wireguard', 'calico/felix-resource'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({links, routes, rules, rulesIpv6, settings}, {finding, environment}) {
		for (const {device, key, family, ip} of devices) {
			const {value, setBy = 'FelixConfiguration', isCertain} = felixSetting(settings, key);
			if (!isCertain || isFelixTrue(value) || !links.some(({name, isUp}) => name === device && isUp)) {
				continue;
			}
			const isInto = (route: (typeof routes)[number], table: string): boolean =>
				route.family === family && route.table === table && route.dev === device && route.type === 'unicast';
			const rule = (family === 'ipv4' ? rules : rulesIpv6).find(
				({table, action}) =>
					action === undefined &&
					table !== undefined &&
					table !== 'main' &&
					routes.some(route => isInto(route, table)),
			);
			if (rule?.table === undefined) {
				continue;
			}
			const {priority, table} = rule;
			const taken = routes.filter(route => isInto(route, table));
			const [first] = taken;
			if (first === undefined) {
				continue;
			}
			const node = environment.nodeName.value ?? 'NODE';
			yield finding(
				'takes',
				{device, ip, table, priority, count: taken.length, first: routeLine(first), node},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'settings', excerpt: `${setBy}: ${key} ${value ?? 'is not set'}`},
						{from: family === 'ipv4' ? 'rules' : 'rulesIpv6', excerpt: `${priority}: lookup ${table}`},
						{from: 'routes', excerpt: taken.slice(0, 3).map(routeLine).join('\n')},
					],
					affects: [{kind: 'Node', name: node}],
				},
			);
		}
	},
});
