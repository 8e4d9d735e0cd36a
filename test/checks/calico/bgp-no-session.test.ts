import {test} from 'vitest';
import check from '../../../checks/calico/bgp-no-session.ts';
import type {BgpPeering} from '../../../src/parsers/calico-bgp.ts';
import {now, routesOf} from '../builders.ts';
import {bgpNode, birdWith, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-2', '10.0.0.11'), bgpNode('node-3', '10.0.0.13')];
const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
const own = {type: 'blackhole', dst: '10.42.247.0/26', protocol: 'bird', flags: []};
const uplink = {type: 'unicast', dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []};
const routes = routesOf(uplink, own);
const birds = [birdWith([])];
const contactWith = (nodeName: string, result: 'answered' | 'silent') => ({
	name: 'rke2-coredns',
	address: '10.43.0.10',
	port: 53,
	service: {result},
	endpoints: [{address: '10.42.139.67', port: 53, nodeName, answer: {result}}],
	question: 'kubernetes.default.svc.cluster.local',
	total: 1,
});
const contact = contactWith('node-3', 'silent');
const off = [{name: 'default', isMeshOn: false}];
const node = bgpNode('node-2', '10.0.0.11', {labels: {rack: 'a'}});
const why = (
	text: string,
	configurations: readonly {readonly name: string; readonly isMeshOn: boolean}[],
	peerings: readonly BgpPeering[],
	self = node,
) =>
	({
		evidence: {birds, nodes, routes, ranges, contact, node: self, configurations, peerings},
		findings: [{message: 'none', subject: {kind: 'Node', name: 'node-2'}, text}],
	}) as const;

testCheck(test, check, {
	passes: {
		'a session': {evidence: {birds: [birdWith([session('10.0.0.13')])], nodes, routes, ranges, contact}},
		'one that is down': {
			evidence: {birds: [birdWith([session('10.0.0.13', {state: 'Down'})])], nodes, routes, ranges, contact},
		},
		'Felix brings the routes of a pool in VXLAN': {
			evidence: {
				birds,
				nodes,
				routes: routesOf(uplink, own, {
					type: 'unicast',
					dst: '10.42.139.64/26',
					gateway: '10.42.139.64',
					dev: 'vxlan.calico',
					protocol: '80',
					flags: ['onlink'],
				}),
				ranges,
				contact,
			},
		},
		'a cluster of one node': {evidence: {birds, nodes: nodes.slice(0, 1), routes, ranges, contact}},
		'the other node is about to join': {
			evidence: {
				birds,
				nodes: [
					...nodes.slice(0, 1),
					bgpNode('node-3', '10.0.0.13', {
						taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}],
					}),
				],
				routes,
				ranges,
				contact,
			},
		},
		'routers know the pods: CoreDNS on another node answers': {
			evidence: {birds, nodes, routes, ranges, contact: contactWith('node-3', 'answered')},
		},
		'BIRD has just started': {
			evidence: {birds: [birdWith([], {status: {startedAt: now - 5000}})], nodes, routes, ranges, contact},
		},
	},
	fails: {
		'nobody may tell why': {
			evidence: {birds, nodes, routes, ranges, contact: contactWith('node-2', 'answered')},
			findings: [
				{
					message: 'none',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'either the mesh of the nodes is off and no BGPPeer is for this node, or confd has not written',
				},
			],
		},
		'the mesh is off and there is no BGPPeer': why(
			'the mesh of the nodes is off, and there is no BGPPeer',
			off,
			[],
		),
		'no BGPPeer is for this node': why(
			'the mesh of the nodes is off, and no BGPPeer is for this node (other-rack and other-node)',
			off,
			[
				{name: 'other-rack', nodeSelector: "rack == 'b'", peerIp: '10.0.0.254'},
				{name: 'other-node', node: 'node-3', peerIp: '10.0.0.254:179'},
			],
		),
		'a BGPPeer of all': why('tor is a BGPPeer for this node, but confd', off, [
			{name: 'tor', peerIp: '10.0.0.254'},
		]),
		'a BGPPeer of its rack, and one that names it as the other end': why(
			'rack and reflector are BGPPeers',
			off,
			[
				{name: 'rack', nodeSelector: "rack == 'a'", peerIp: '10.0.0.254'},
				{name: 'reflector', node: 'node-3', peerSelector: "rack == 'a'"},
				{name: 'other', node: 'node-3', peerIp: '10.0.0.99'},
			],
		),
		'another node peers with its address': why('node-3 is a BGPPeer for this node', off, [
			{name: 'node-3', node: 'node-3', peerIp: '10.0.0.11:179'},
		]),
		'the mesh is on': why('the mesh of the nodes is on, but confd has not written', [], []),
		'a route reflector outside of the mesh': why(
			'this node is a route reflector, outside of the mesh, and there is no BGPPeer',
			[],
			[],
			bgpNode('node-2', '10.0.0.11', {
				annotations: {'projectcalico.org/RouteReflectorClusterID': '244.0.0.1'},
			}),
		),
		'the mesh was switched off before there was a BGPPeer': {
			evidence: {birds, nodes, routes, ranges, contact},
			findings: [{message: 'none', subject: {kind: 'Node', name: 'node-2'}, text: 'pods of node-3'}],
		},
	},
});
