import {
	cnisInUse,
	cniTitles,
	defineCheck,
	formerDevices,
	type LostRoute,
	listNames,
	lostToFormer,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

const links = ['rke2/select-cni', 'rke2/uninstall'] as const;
/** What packets to pods or between nodes show when something else takes them. */
const symptoms = [
	'route/routing-rule',
	'cni/leftovers#reserved',
	'rke2/cni-signals#leftover',
	'overlay/peer-unreachable',
	'overlay/peer-route#elsewhere',
	'cilium/peer',
	'dns/endpoint-unreachable',
] as const;
const reboot = {
	text: 'Drain and reboot the node when there is time: only that leaves nothing of {former} in the kernel',
	changes: 'node',
} as const;

const excerptOf = (lost: readonly LostRoute[]): string =>
	[...new Set(lost.slice(0, 3).flatMap(({route, loser}) => [routeLine(route), routeLine(loser)]))].join('\n');

const rangesOf = (lost: readonly LostRoute[]): string =>
	listNames([...new Set(lost.map(({route}) => route.destination))]);

export default defineCheck({
	id: 'cni/leftovers',
	title: 'Nothing that a former CNI left behind takes packets of pods',
	rationale:
		'Devices, addresses, routes and routing rules of a CNI that was replaced stay in the kernel until somebody removes them or the node is rebooted; rke2-killall knows only some of them. Most are dead wood. They do harm where their addresses or routes lie in the ranges of the pods of today.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {links: 'ip.link', routes: 'ip.route', rules: 'ip.rule', files: 'cni.configuration'},
	messages: {
		route: {
			severity: 'critical',
			text: '{device} is left over from {former} and takes packets to pods: {ranges} by {device} comes before {loser} of {cni}',
			guide: {
				steps: [
					{text: 'ip route show table all dev {device}'},
					{text: 'ip link delete {device}: its addresses and routes go with it', changes: 'node'},
					reboot,
				],
				links,
			},
			explains: symptoms,
		},
		rule: {
			severity: 'critical',
			text: 'The routing rule {priority} of {former} sends packets to pods into table {table}, to {device}, before the routes of {cni} are asked',
			guide: {
				steps: [
					{text: 'ip rule show; ip route show table {table}'},
					{text: 'ip rule delete pref {priority}', changes: 'node'},
					{text: 'ip link delete {device}', changes: 'node'},
					reboot,
				],
				links,
			},
			explains: symptoms,
		},
		blackhole: {
			severity: 'critical',
			text: 'The blackhole route {range} is left over from {former} and swallows packets of this node to its pods, which {cni} reaches by {loser}',
			guide: {
				steps: [
					{text: 'ip route show type blackhole'},
					{text: 'ip route delete blackhole {range}', changes: 'node'},
					reboot,
				],
				links,
			},
			explains: symptoms,
		},
		pods: {
			severity: 'warning',
			text: '{count} {count:device|devices} of pods {count:is|are} left over from {former}, and {ranges} still lead to them: what runs behind them has no network of {cni}, and a new pod with such an address gets none',
			guide: {
				steps: [
					{text: 'ip route show | grep {device}'},
					{
						text: 'Delete the pods of this node that were started before the CNI was changed: kubectl get pods -A -o wide --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					reboot,
				],
				links,
			},
			explains: ['rke2/cni-signals#leftover'],
		},
		reserved: {
			severity: 'warning',
			text: 'Address {address} of {device}, left over from {former}, lies in the range of pods {range}: packets to a pod with this address end on this node',
			guide: {
				steps: [
					{text: 'ip address show dev {device}'},
					{text: 'ip link delete {device}', changes: 'node'},
					reboot,
				],
				links,
			},
			explains: ['rke2/cni-signals#leftover'],
		},
	},
	*run({links: devices, routes, rules, files}, {finding, environment}) {
		const inUse = cnisInUse(environment, files);
		const former = formerDevices(environment, inUse, devices);
		const lost = lostToFormer(environment, {devices: former, inUse, routes, rules});
		const cni = cniTitles[environment.cni.value === 'none' ? 'other' : (environment.cni.value ?? 'other')];
		const node = thisNode(environment);
		const details = (found: readonly LostRoute[]) =>
			({evidence: [{from: 'routes', excerpt: excerptOf(found)}], about: [node], affects: [node]}) as const;

		const pods = lost.filter(({kind}) => kind === 'pod');
		const [pod] = pods;
		if (pod?.device !== undefined) {
			const {name: device, madeBy} = pod.device;
			const count = new Set(pods.map(({route}) => route.dev)).size;
			const data = {count, former: madeBy, ranges: rangesOf(pods), cni, device, node: node.name};
			yield finding('pods', data, node, details(pods));
		}
		for (const {name: device, madeBy} of former) {
			const subject = {kind: 'Interface', name: device} as const;
			const ofDevice = lost.filter(entry => entry.device?.name === device);
			const taken = ofDevice.filter(({kind}) => kind === 'route' || kind === 'address');
			const [first] = taken;
			const ruled = ofDevice.filter(({kind}) => kind === 'rule');
			const [rule] = ruled.flatMap(entry => entry.rule ?? []);
			const reserved = ofDevice.find(({kind}) => kind === 'reserved');
			if (first !== undefined) {
				const data = {device, former: madeBy, ranges: rangesOf(taken), loser: routeLine(first.loser), cni};
				yield finding('route', data, subject, details(taken));
			}
			if (rule !== undefined) {
				const {priority, table = ''} = rule;
				const name = `${priority} lookup ${table}`;
				yield finding(
					'rule',
					{priority, table, device, former: madeBy, cni},
					{kind: 'RoutingRule', name},
					{
						...details(ruled),
						evidence: [{from: 'rules', excerpt: name}, ...details(ruled).evidence],
					},
				);
			}
			if (reserved !== undefined) {
				const data = {
					device,
					former: madeBy,
					address: reserved.route.destination,
					range: reserved.loser.destination,
				};
				yield finding('reserved', data, subject, details([reserved]));
			}
		}
		for (const entry of lost.filter(({kind}) => kind === 'blackhole')) {
			const range = entry.route.destination;
			const data = {range, former: 'Calico', cni, loser: routeLine(entry.loser)};
			yield finding('blackhole', data, {kind: 'Route', name: range}, details([entry]));
		}
	},
});
