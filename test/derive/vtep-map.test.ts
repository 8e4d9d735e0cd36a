import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {IpFamily} from '../../src/core/environment.ts';
import {type VtepSituation, vtepMapOf} from '../../src/derive/vtep-map.ts';
import {type FdbEntry, parseBridgeFdb} from '../../src/parsers/bridge-fdb.ts';
import {type Neighbour, parseIpNeighbour} from '../../src/parsers/ip-neighbour.ts';
import {parseIpRoute, type Route} from '../../src/parsers/ip-route.ts';
import type {KubeNode} from '../../src/parsers/kube-node.ts';

const prefix = 'flannel.alpha.coreos.com/';

const kubeNode = (
	name: string,
	podCidrs: readonly string[],
	annotations: Readonly<Record<string, string>> = {},
): KubeNode => ({
	name,
	podCidrs,
	annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
	internalIps: [],
	externalIps: [],
	labels: {},
	taints: [],
	conditions: [],
	isUnschedulable: false,
});
const hex = (n: number): string => n.toString(16).padStart(2, '0');
const macOf = (n: number, family: IpFamily = 'ipv4'): string =>
	`${family === 'ipv4' ? '4e' : '5e'}:0a:3b:00:${hex(n >> 8)}:${hex(n & 255)}`;
const announced = (n: number, changes: Readonly<Record<string, string>> = {}) => ({
	'backend-type': 'vxlan',
	'backend-data': `{"VNI":1,"VtepMAC":"${macOf(n)}"}`,
	'kube-subnet-manager': 'true',
	'public-ip': `10.0.${n >> 8}.${n & 255}`,
	...changes,
});
const node = (n: number, changes: Readonly<Record<string, string>> = {}): KubeNode =>
	kubeNode(`node-${n}`, [`10.${42 + (n >> 8)}.${n & 255}.0/24`], announced(n, changes));

const route = (n: number, fields: Partial<Route> = {}): Route => ({
	family: 'ipv4',
	type: 'unicast',
	destination: `10.${42 + (n >> 8)}.${n & 255}.0/24`,
	gateway: `10.${42 + (n >> 8)}.${n & 255}.0`,
	dev: 'flannel.1',
	table: 'main',
	flags: ['onlink'],
	nexthops: [],
	...fields,
});
const neighbour = (n: number, mac: string | undefined = macOf(n)): Neighbour => ({
	address: `10.${42 + (n >> 8)}.${n & 255}.0`,
	link: 'flannel.1',
	...(mac !== undefined && {mac}),
	states: ['PERMANENT'],
	isExternallyLearned: false,
});
const fdb = (n: number, destination = `10.0.${n >> 8}.${n & 255}`): FdbEntry => ({
	mac: macOf(n),
	link: 'flannel.1',
	destination,
	flags: ['self'],
	state: 'permanent',
});

const peers = [2, 3, 4];
const blackhole: Route = {
	family: 'ipv4',
	type: 'blackhole',
	destination: '10.42.1.0/24',
	table: 'main',
	flags: [],
	nexthops: [],
};
const healthy: VtepSituation = {
	nodes: [1, ...peers].map(n => node(n)),
	self: 'node-1',
	family: 'ipv4',
	backend: 'vxlan',
	device: 'flannel.1',
	routes: [blackhole, ...peers.map(n => route(n))],
	neighbours: peers.map(n => neighbour(n)),
	fdb: peers.map(n => fdb(n)),
};

/** Deviations by node, stale entries and duplicates: empty when all is well. */
const judged = (changes: Partial<VtepSituation>) => {
	const map = vtepMapOf({...healthy, ...changes});
	return {
		deviations: Object.fromEntries(
			map.peers.filter(peer => peer.deviations.length > 0).map(peer => [peer.node, peer.deviations]),
		),
		stale: map.stale.map(({entry, name, owner}) => [entry, name, owner].join(' ').trim()),
		duplicates: map.duplicates.map(({kind, value, nodes}) => `${kind} ${value} ${nodes.join()}`),
		skipped: map.skipped.map(({node: name, reason}) => `${name} ${reason}`),
	};
};
const nothing = {deviations: {}, stale: [], duplicates: [], skipped: []};
const without = <Entry>(entries: readonly Entry[], index: number): readonly Entry[] =>
	entries.toSpliced(index, 1);

describe('a kernel that matches', () => {
	it('is that of a recorded node (iproute2 6.15)', () => {
		const map = vtepMapOf({
			...healthy,
			nodes: [
				node(0),
				node(1, {'backend-data': '{"VNI":1,"VtepMAC":"4E:0A:3B:00:00:02"}', 'public-ip': '10.0.0.2'}),
			],
			self: 'node-0',
			routes: parseIpRoute(
				'[{"type":"unicast","dst":"10.42.1.0/24","gateway":"10.42.1.0","dev":"flannel.1","table":"main","protocol":"boot","scope":"global","flags":["onlink"]},{"type":"local","dst":"10.42.0.0","dev":"flannel.1","table":"local","protocol":"kernel","scope":"host","prefsrc":"10.42.0.0","flags":[]},{"type":"unicast","dst":"fe80::/64","dev":"flannel.1","table":"main","protocol":"kernel","scope":"global","metric":256,"flags":[],"pref":"medium"}]',
			),
			neighbours: parseIpNeighbour(
				'[{"dst":"10.0.0.2","dev":"eth0","lladdr":"d2:83:ab:78:fd:5e","state":["STALE"]},{"dst":"10.42.1.0","dev":"flannel.1","lladdr":"4e:0a:3b:00:00:02","state":["PERMANENT"]}]',
			),
			fdb: parseBridgeFdb(
				'[{"mac":"4e:0a:3b:00:00:02","dst":"10.0.0.2","flags":["self"],"state":"permanent"}]',
				'flannel.1',
			),
		});
		expect(map).toMatchObject({
			peers: [{node: 'node-1', path: 'tunnel', podCidr: '10.42.1.0/24', vni: 1, deviations: []}],
			skipped: [],
			stale: [],
			duplicates: [],
		});
	});

	it.each<[string, Partial<VtepSituation>]>([
		['Canal', {}],
		['one node', {nodes: [node(1)], routes: [blackhole], neighbours: [], fdb: []}],
		['entries of another device', {fdb: [...healthy.fdb, {...fdb(9), link: 'vxlan.calico'}]}],
		[
			'a multicast neighbour that the kernel made',
			{neighbours: [...healthy.neighbours, {...neighbour(9), address: 'ff02::2', states: ['NOARP']}]},
		],
		['the entry for unknown destinations', {fdb: [...healthy.fdb, {...fdb(9), mac: '00:00:00:00:00:00'}]}],
		['several entries of one MAC', {fdb: [fdb(2, '10.0.0.99'), ...healthy.fdb]}],
		[
			'a worse second route',
			{routes: [route(2, {dev: 'eth0', gateway: '10.0.0.254', metric: 100}), ...healthy.routes]},
		],
		[
			'upper case in the annotation',
			{
				nodes: healthy.nodes.map((one, n) =>
					n === 1 ? node(2, {'backend-data': `{"VtepMAC":"${macOf(2).toUpperCase()}"}`}) : one,
				),
			},
		],
		[
			'an overwrite that flannel has taken over',
			{
				nodes: [
					node(1),
					node(2, {'public-ip': '203.0.113.2', 'public-ip-overwrite': '203.0.113.2'}),
					node(3),
					node(4),
				],
				fdb: [fdb(2, '203.0.113.2'), fdb(3), fdb(4)],
			},
		],
		[
			'an overwrite that is not announced yet',
			{nodes: [node(1), node(2, {'public-ip-overwrite': '203.0.113.2'}), node(3), node(4)]},
		],
		[
			'DirectRouting to a neighbour',
			{
				routes: [route(2, {gateway: '10.0.0.2', dev: 'eth0', flags: []}), route(3), route(4)],
				neighbours: [neighbour(3), neighbour(4)],
				fdb: [fdb(3), fdb(4)],
			},
		],
		[
			'DirectRouting with entries of the time before',
			{routes: [route(2, {gateway: '10.0.0.2', dev: 'eth0'}), route(3), route(4)]},
		],
	])('%s', (_name, changes) => {
		expect(judged(changes)).toEqual(nothing);
	});

	it('is that of a Windows peer as well, which announces the same', () => {
		const windows = {...node(2), labels: {'kubernetes.io/os': 'windows'}};
		expect(judged({nodes: [node(1), windows, node(3), node(4)]})).toEqual(nothing);
	});

	it('takes IPv6 from the annotations and devices of its own', () => {
		const v6 = (n: number): KubeNode =>
			kubeNode(`node-${n}`, [`10.42.${n}.0/24`, `2001:cafe:42:${n}::/64`], {
				...announced(n),
				'backend-v6-data': `{"VNI":1,"VtepMAC":"${macOf(n, 'ipv6')}"}`,
				'public-ipv6': `FD00:0::${n}`,
			});
		const situation: Partial<VtepSituation> = {
			nodes: [v6(1), v6(2)],
			family: 'ipv6',
			device: 'flannel-v6.1',
			routes: parseIpRoute(
				'[{"type":"unicast","dst":"2001:cafe:42:2::/64","gateway":"2001:cafe:42:2::","dev":"flannel-v6.1","protocol":"boot","metric":1024,"flags":["onlink"],"pref":"medium"},{"type":"unicast","dst":"fe80::/64","dev":"flannel-v6.1","protocol":"kernel","metric":256,"flags":[],"pref":"medium"}]',
			),
			neighbours: [{...neighbour(2, macOf(2, 'ipv6')), address: '2001:cafe:42:2::', link: 'flannel-v6.1'}],
			fdb: [{...fdb(2, 'fd00::2'), mac: macOf(2, 'ipv6'), link: 'flannel-v6.1'}],
		};
		expect(judged(situation)).toEqual(nothing);
		expect(judged({...situation, fdb: []}).deviations).toEqual({'node-2': [{kind: 'fdb-missing'}]});
	});

	it('needs only routes with host-gw', () => {
		const hostGateway = (n: number): KubeNode => node(n, {'backend-type': 'host-gw', 'backend-data': 'null'});
		const situation: Partial<VtepSituation> = {
			nodes: [1, 2].map(hostGateway),
			backend: 'host-gw',
			routes: [route(2, {gateway: '10.0.0.2', dev: 'eth0'})],
			neighbours: [],
			fdb: [],
		};
		expect(judged(situation)).toEqual(nothing);
		expect(judged({...situation, routes: []}).deviations).toEqual({'node-2': [{kind: 'route-missing'}]});
		const tunnelled = route(2);
		expect(judged({...situation, routes: [tunnelled]}).deviations).toEqual({
			'node-2': [{kind: 'route-elsewhere', route: tunnelled}],
		});
	});
});

describe('a kernel that does not', () => {
	const elsewhere = route(2, {gateway: '10.0.0.254', dev: 'eth1', flags: []});
	const swallowed: Route = {...blackhole, destination: '10.42.2.0/24'};
	const toOther = route(2, {gateway: '10.42.3.0'});
	const directToOther = route(2, {gateway: '10.0.0.3', dev: 'eth0'});

	it.each<[string, Partial<VtepSituation>, readonly object[]]>([
		['route-missing', {routes: without(healthy.routes, 1)}, [{kind: 'route-missing'}]],
		[
			'route-missing: only in another table',
			{routes: healthy.routes.with(1, route(2, {table: '30401'}))},
			[{kind: 'route-missing'}],
		],
		[
			'route-elsewhere',
			{routes: healthy.routes.with(1, elsewhere)},
			[{kind: 'route-elsewhere', route: elsewhere}],
		],
		[
			'route-elsewhere: the better of two',
			{routes: [...healthy.routes.with(1, route(2, {metric: 10})), elsewhere]},
			[{kind: 'route-elsewhere', route: elsewhere}],
		],
		[
			'route-elsewhere: blackhole',
			{routes: healthy.routes.with(1, swallowed)},
			[{kind: 'route-elsewhere', route: swallowed}],
		],
		[
			'route-to-other-peer',
			{routes: healthy.routes.with(1, toOther)},
			[{kind: 'route-to-other-peer', route: toOther, owner: 'node-3'}],
		],
		[
			'route-to-other-peer: direct',
			{routes: healthy.routes.with(1, directToOther)},
			[{kind: 'route-to-other-peer', route: directToOther, owner: 'node-3'}],
		],
		['neighbour-missing', {neighbours: without(healthy.neighbours, 0)}, [{kind: 'neighbour-missing'}]],
		[
			'neighbour-missing: not resolved',
			{
				neighbours: healthy.neighbours.with(0, {
					address: '10.42.2.0',
					link: 'flannel.1',
					states: ['FAILED'],
					isExternallyLearned: false,
				}),
			},
			[{kind: 'neighbour-missing'}],
		],
		[
			'neighbour-mac of nobody',
			{neighbours: healthy.neighbours.with(0, neighbour(2, '9a:11:5e:00:00:03'))},
			[{kind: 'neighbour-mac', has: '9a:11:5e:00:00:03', expected: macOf(2)}],
		],
		[
			'neighbour-mac of another',
			{neighbours: healthy.neighbours.with(0, neighbour(2, macOf(3)))},
			[{kind: 'neighbour-mac', has: macOf(3), expected: macOf(2), owner: 'node-3'}],
		],
		['fdb-missing', {fdb: without(healthy.fdb, 0)}, [{kind: 'fdb-missing'}]],
		[
			'fdb-destination of nobody',
			{fdb: healthy.fdb.with(0, fdb(2, '10.0.0.99'))},
			[{kind: 'fdb-destination', has: ['10.0.0.99'], expected: '10.0.0.2'}],
		],
		[
			'fdb-destination of another',
			{fdb: healthy.fdb.with(0, fdb(2, '10.0.0.1'))},
			[{kind: 'fdb-destination', has: ['10.0.0.1'], expected: '10.0.0.2', owner: 'node-1'}],
		],
	])('%s', (_name, changes, deviations) => {
		expect(judged(changes)).toEqual({...nothing, deviations: {'node-2': deviations}});
	});

	it('has the old MAC of a peer whose device was made anew', () => {
		const old = '9a:11:5e:00:00:03';
		expect(
			judged({
				neighbours: healthy.neighbours.with(0, neighbour(2, old)),
				fdb: healthy.fdb.with(0, {...fdb(2), mac: old}),
			}),
		).toEqual({
			...nothing,
			deviations: {'node-2': [{kind: 'neighbour-mac', has: old, expected: macOf(2)}, {kind: 'fdb-missing'}]},
			stale: [`fdb ${old} node-2`],
		});
	});

	it('has entries left of a node that was just deleted', () => {
		expect(judged({nodes: healthy.nodes.filter(({name}) => name !== 'node-4')})).toEqual({
			...nothing,
			stale: ['route 10.42.4.0/24', 'neighbour 10.42.4.0', `fdb ${macOf(4)}`],
		});
	});
});

describe('nodes that are not compared', () => {
	it.each<[string, KubeNode, string]>([
		['without annotations', kubeNode('node-4', ['10.42.4.0/24']), 'not-announced'],
		['not managed by flannel', node(4, {'kube-subnet-manager': 'false'}), 'not-announced'],
		['without a MAC', node(4, {'backend-data': '{"VNI":1}'}), 'not-announced'],
		['without a public IP', node(4, {'public-ip': ''}), 'not-announced'],
		['of another backend', node(4, {'backend-type': 'wireguard'}), 'other-backend'],
		['without a pod CIDR', {...node(4), podCidrs: []}, 'no-pod-cidr'],
		['with only the other family', {...node(4), podCidrs: ['2001:cafe:42:4::/64']}, 'no-pod-cidr'],
		['with broken data', node(4, {'backend-data': '{"VNI":'}), 'unreadable'],
		['with a public IP that is none', node(4, {'public-ip': 'node-4'}), 'unreadable'],
	])('%s', (_name, other, reason) => {
		const {skipped, deviations} = judged({nodes: [node(1), node(2), node(3), other]});
		expect({skipped, deviations}).toEqual({skipped: [`node-4 ${reason}`], deviations: {}});
	});

	it('leaves their entries alone', () => {
		const changed = node(4, {'backend-type': 'wireguard'});
		expect(judged({nodes: [node(1), node(2), node(3), changed]}).stale).toEqual([]);
	});
});

it('names what several nodes claim', () => {
	// The NAT interface of VirtualBox has the same address everywhere.
	const nat = {'public-ip': '10.0.2.15'};
	expect(judged({nodes: [node(1, nat), node(2, nat), node(3), node(4)]})).toMatchObject({
		duplicates: ['public-ip 10.0.2.15 node-1,node-2'],
		deviations: {'node-2': [{kind: 'fdb-destination', has: ['10.0.0.2'], expected: '10.0.2.15'}]},
	});
	const sameMac = {'backend-data': `{"VNI":1,"VtepMAC":"${macOf(3)}"}`};
	expect(judged({nodes: [node(1), node(2, sameMac), node(3), node(4)]})).toMatchObject({
		duplicates: [`vtep-mac ${macOf(3)} node-2,node-3`],
		deviations: {
			'node-2': [
				{kind: 'neighbour-mac', has: macOf(2), expected: macOf(3)},
				{kind: 'fdb-destination', has: ['10.0.0.3'], expected: '10.0.0.2', owner: 'node-3'},
			],
		},
	});
	const sameCidr = {...node(3), podCidrs: ['10.42.2.0/24']};
	expect(judged({nodes: [node(1), node(2), sameCidr, node(4)]})).toMatchObject({
		duplicates: ['pod-cidr 10.42.2.0/24 node-2,node-3'],
		deviations: {'node-3': [{kind: 'neighbour-mac', owner: 'node-2'}]},
	});
});

const cluster = (numbers: readonly number[]): VtepSituation => ({
	...healthy,
	nodes: [node(1), ...numbers.map(n => node(n))],
	routes: numbers.map(n => route(n)),
	neighbours: numbers.map(n => neighbour(n)),
	fdb: numbers.map(n => fdb(n)),
});

it('finds exactly the entry that was taken away', () => {
	const anyPeers = fc.uniqueArray(fc.integer({min: 2, max: 5000}), {minLength: 1, maxLength: 20});
	const anyEntry = fc.constantFrom('routes', 'neighbours', 'fdb');
	fc.assert(
		fc.property(anyPeers, fc.nat(), anyEntry, (numbers, at, entry) => {
			const whole = cluster(numbers);
			expect(vtepMapOf(whole).peers.flatMap(({deviations}) => deviations)).toEqual([]);
			const index = at % numbers.length;
			const damaged = vtepMapOf({...whole, [entry]: without<unknown>(whole[entry], index)});
			expect(damaged.peers.filter(({deviations}) => deviations.length > 0)).toMatchObject([
				{
					node: `node-${numbers[index]}`,
					deviations: [{kind: `${{routes: 'route', neighbours: 'neighbour', fdb: 'fdb'}[entry]}-missing`}],
				},
			]);
		}),
	);
});

it('compares 5,000 peers within two seconds of CPU time', () => {
	const whole = cluster(Array.from({length: 5000}, (_, n) => n + 2));
	const started = process.cpuUsage();
	expect(vtepMapOf(whole).peers.filter(({deviations}) => deviations.length > 0)).toEqual([]);
	expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});
