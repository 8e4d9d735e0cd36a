import {describe, expect, it} from 'vitest';
import {type PeerSituation, planPeers, planPeersOfKernel, unknownPeers} from '../../src/derive/peer-plan.ts';
import {
	dualStackNode,
	eth0,
	fdbOf,
	flannel1,
	flannelAnnotations,
	flannelNode,
	flannelV6,
	linkOf,
	links,
	neighbourOf,
	notReady,
	routeOf,
	tablesFor,
	vtepMac,
} from '../checks/flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const situation: PeerSituation = {nodes, self: 'node-2', wanted: [], links};
const namesOf = (changes: Partial<PeerSituation>) =>
	planPeers({...situation, ...changes}).peers.map(({name}) => name);

describe('planPeers', () => {
	it('asks the others on InternalIP and on the address of their VXLAN device', () => {
		expect(planPeers(situation)).toEqual({
			source: 'api',
			peers: [
				{name: 'node-1', underlay: '10.0.0.1', overlay: '10.42.1.0', standing: 'ready'},
				{name: 'node-3', underlay: '10.0.0.3', overlay: '10.42.3.0', standing: 'ready'},
			],
		});
	});

	it.each([
		['the only node', {nodes: [flannelNode(2)]}],
		['a Windows node', {nodes: [flannelNode(2), flannelNode(1, {labels: {'kubernetes.io/os': 'windows'}})]}],
		['a node without an address', {nodes: [flannelNode(2), flannelNode(1, {internalIps: []})]}],
	])('asks nobody: %s', (_, changes) => {
		expect(namesOf(changes)).toEqual([]);
	});

	it.each([
		['no tunnel here', {links: [eth0]}],
		['host-gw', {nodes: [flannelNode(1, {annotations: flannelAnnotations(1, {'backend-data': 'null'})})]}],
		['damaged', {nodes: [flannelNode(1, {annotations: flannelAnnotations(1, {'backend-data': '{'})})]}],
		['nothing announced', {nodes: [flannelNode(1, {annotations: {}})]}],
		['no pod CIDR', {nodes: [flannelNode(1, {podCidrs: []})]}],
	])('has no address in the overlay: %s', (_, changes) => {
		expect(planPeers({...situation, ...changes}).peers[0]).toEqual({
			name: 'node-1',
			underlay: '10.0.0.1',
			standing: 'ready',
		});
	});

	it('asks a WireGuard peer at the same address', () => {
		const annotations = flannelAnnotations(1, {
			'backend-type': 'wireguard',
			'backend-data': '{"PublicKey":"k"}',
		});
		const wireguard = [eth0, linkOf('flannel-wg', {kind: 'wireguard'})];
		expect(
			planPeers({...situation, nodes: [flannelNode(1, {annotations})], links: wireguard}).peers[0]?.overlay,
		).toBe('10.42.1.0');
	});

	it('takes the family that comes first', () => {
		expect(planPeers({...situation, nodes: [dualStackNode(1)]}).peers[0]).toMatchObject({
			underlay: '10.0.0.1',
			overlay: '10.42.1.0',
		});
	});

	it('tells what may be expected of each', () => {
		const others = [
			notReady(flannelNode(4)),
			flannelNode(5, {isUnschedulable: true}),
			{...flannelNode(6), isBeingDeleted: true as const},
			flannelNode(7, {taints: [{key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule'}]}),
		];
		expect(
			planPeers({...situation, nodes: others}).peers.map(({name, standing}) => [name, standing]),
		).toEqual([
			['node-4', 'not-ready'],
			['node-5', 'cordoned'],
			['node-6', 'leaving'],
			['node-7', 'leaving'],
		]);
	});

	it('asks at most 16, and those that the operator names, by name or address', () => {
		const many = Array.from({length: 100}, (_, index) => flannelNode(index));
		const ring = namesOf({nodes: many});
		const left = many.filter(({name}) => !ring.includes(name) && name !== 'node-2');
		const [first, second] = left;
		expect(ring).toHaveLength(16);
		expect(namesOf({nodes: many, wanted: [first?.name ?? '', second?.internalIps[0] ?? '']})).toHaveLength(
			18,
		);
	});

	it('tells whom the operator names and who is no other node', () => {
		const wanted = ['node-1', '10.0.0.3', 'nobody', 'node-2'];
		expect(unknownPeers(planPeers({...situation, wanted}), wanted)).toEqual(['nobody', 'node-2']);
	});
});

it('asks a node of Calico at the address of the tunnel that is here too', () => {
	const node = flannelNode(1, {
		annotations: {
			'projectcalico.org/IPv4VXLANTunnelAddr': '10.42.1.64',
			'projectcalico.org/IPv4IPIPTunnelAddr': '10.42.1.65',
		},
	});
	const overlayBy = (...others: readonly string[]) =>
		planPeers({...situation, nodes: [node], links: [eth0, ...others.map(name => linkOf(name))]}).peers[0]
			?.overlay;
	expect(overlayBy('vxlan.calico')).toBe('10.42.1.64');
	expect(overlayBy('tunl0')).toBe('10.42.1.65');
	expect(overlayBy()).toBeUndefined();
});

describe('planPeersOfKernel', () => {
	const {fdb, neighbours} = tablesFor(1, 3);

	it('knows the VTEPs that flannel entered', () => {
		const plan = planPeersOfKernel({
			links,
			fdb,
			neighbours,
			routes: [],
			servers: [],
			self: 'node-2',
			wanted: [],
		});
		expect(plan.source).toBe('kernel');
		expect(plan.peers.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
			{name: '10.0.0.1', underlay: '10.0.0.1', overlay: '10.42.1.0', standing: 'unknown'},
			{name: '10.0.0.3', underlay: '10.0.0.3', overlay: '10.42.3.0', standing: 'unknown'},
		]);
	});

	it('passes over other devices, broadcast entries and the second family', () => {
		const others = [
			fdbOf('00:00:00:00:00:00', 'flannel.1', '10.0.0.9'),
			fdbOf(vtepMac(4), 'vxlan.calico', '10.0.0.4'),
			fdbOf(vtepMac(5, 'v6'), 'flannel-v6.1', 'fd00::5'),
		];
		expect(
			planPeersOfKernel({
				links: [flannel1, flannelV6],
				fdb: others,
				neighbours: [],
				routes: [],
				servers: [],
				self: 'node-2',
				wanted: [],
			}).peers,
		).toEqual([]);
	});

	it('has no address in the overlay where the neighbour is not resolved', () => {
		const plan = planPeersOfKernel({
			links,
			fdb: fdb.slice(0, 1),
			neighbours: [neighbourOf('10.42.1.0', 'flannel.1')],
			routes: [],
			servers: [],
			self: 'node-2',
			wanted: [],
		});
		expect(plan.peers).toEqual([{name: '10.0.0.1', underlay: '10.0.0.1', standing: 'unknown'}]);
	});

	it('knows the VTEPs that Felix entered', () => {
		const device = linkOf('vxlan.calico', {kind: 'vxlan'});
		const plan = planPeersOfKernel({
			links: [eth0, device],
			fdb: [fdbOf(vtepMac(4), 'vxlan.calico', '10.0.0.4')],
			neighbours: [neighbourOf('10.42.4.64', 'vxlan.calico', vtepMac(4))],
			routes: [],
			servers: [],
			self: 'node-2',
			wanted: [],
		});
		expect(plan.peers).toEqual([
			{name: '10.0.0.4', underlay: '10.0.0.4', overlay: '10.42.4.64', standing: 'unknown'},
		]);
	});

	it('knows the nodes that BIRD entered routes to, but no router', () => {
		const bird = {protocol: 'bird', dev: 'eth0'} as const;
		const plan = planPeersOfKernel({
			links: [eth0],
			fdb: [],
			neighbours: [],
			routes: [
				routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'}),
				routeOf('10.42.4.64/26', {...bird, gateway: '10.0.0.4'}),
				routeOf('10.42.4.128/26', {...bird, gateway: '10.0.0.4'}),
				routeOf('10.42.9.0/26', {...bird, gateway: '10.0.0.254'}),
			],
			servers: [],
			self: 'node-2',
			wanted: [],
		});
		expect(plan.peers).toEqual([{name: '10.0.0.4', underlay: '10.0.0.4', standing: 'unknown'}]);
	});

	it('knows the servers of an agent whose CNI enters no peers, or lost them', () => {
		const servers = ['10.0.0.1:6443', 'api.example.org:6443', '[fd00::1]:6443'];
		const tables = {links, fdb: [], neighbours: [], routes: [], self: 'node-2', wanted: []};
		expect(planPeersOfKernel({...tables, servers}).peers).toEqual([
			{name: '10.0.0.1', underlay: '10.0.0.1', standing: 'unknown'},
		]);
	});

	it('leaves a server that flannel entered its address in the overlay', () => {
		const tables = {links, fdb, neighbours, routes: [], self: 'node-2', wanted: []};
		expect(
			planPeersOfKernel({...tables, servers: ['10.0.0.1:6443']}).peers.find(
				({underlay}) => underlay === '10.0.0.1',
			),
		).toMatchObject({overlay: '10.42.1.0'});
	});
});
