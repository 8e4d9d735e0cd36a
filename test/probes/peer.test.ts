import {describe, expect, it} from 'vitest';
import {createCollector} from '../../src/core/collect.ts';
import type {AnyProbe} from '../../src/core/probe.ts';
import {type PacketResult, type Reply, requestKey} from '../../src/core/request.ts';
import {kubernetesNodes} from '../../src/probes/kubernetes.nodes.ts';
import {peerOverlay} from '../../src/probes/peer.overlay.ts';
import {peerOverlayPing} from '../../src/probes/peer.overlay-ping.ts';
import {peerOverlayReached} from '../../src/probes/peer.overlay-reached.ts';
import {peerPathMtu} from '../../src/probes/peer.path-mtu.ts';
import {peerPlan} from '../../src/probes/peer.plan.ts';
import {peerUnderlay} from '../../src/probes/peer.underlay.ts';
import {peerUnderlayPing} from '../../src/probes/peer.underlay-ping.ts';
import {flannelAnnotations, vtepMac} from '../checks/flannel-builders.ts';
import {answered, hostOf} from '../core/hosts.ts';

const packet = (result: PacketResult['result'], detail?: string): Reply =>
	answered(JSON.stringify({result, ...(detail !== undefined && {detail})}));
const node = (n: number) => ({
	metadata: {name: `node-${n}`, annotations: flannelAnnotations(n)},
	spec: {podCIDR: `10.42.${n}.0/24`},
	status: {addresses: [{type: 'InternalIP', address: `10.0.0.${n}`}]},
});
const linksWith = (uplink: number) =>
	answered(
		JSON.stringify([
			{ifindex: 2, ifname: 'eth0', flags: ['UP', 'LOWER_UP'], mtu: uplink, operstate: 'UP'},
			{
				ifindex: 3,
				ifname: 'flannel.1',
				flags: ['UP', 'LOWER_UP'],
				mtu: 1450,
				operstate: 'UNKNOWN',
				linkinfo: {info_kind: 'vxlan', info_data: {id: 1, local: '10.0.0.2', link: 'eth0', port: 8472}},
			},
		]),
	);
const kernel = {
	'ip -j -d link show': linksWith(1500),
	'bridge -j fdb show': answered(
		JSON.stringify([
			{mac: vtepMac(1), ifname: 'flannel.1', dst: '10.0.0.1', flags: ['self'], state: 'permanent'},
		]),
	),
	'ip -j -d neigh show': answered(
		JSON.stringify([{dst: '10.42.1.0', dev: 'flannel.1', lladdr: vtepMac(1), state: ['PERMANENT']}]),
	),
	'cat /proc/sys/kernel/hostname': answered('node-2\n'),
};
const [allNodes] = kubernetesNodes.requests({}, {});
const api = {
	[allNodes === undefined ? '' : requestKey(allNodes)]: answered(
		JSON.stringify({items: [node(1), node(2), node(3)]}),
	),
};
const peers = (one: Reply, three: Reply, inside: Reply = packet('answered')) => ({
	...kernel,
	...api,
	'tls 10.0.0.1 10250': one,
	'tls 10.0.0.3 10250': three,
	'tls 10.42.1.0 10250': inside,
	'tls 10.42.3.0 10250': packet('answered'),
});

const evidenceOf = async (replies: Parameters<typeof hostOf>[0], probe: AnyProbe) => {
	const host = hostOf(replies);
	const evidence = await createCollector(host).evidence(probe);
	return {evidence, sent: host.asked.filter(key => /^(tls|ping)/.test(key))};
};

describe('peer.plan', () => {
	it('asks the nodes of the API, and those that the operator names', async () => {
		const option = {'--peer': answered('["node-3"]')};
		const {evidence} = await evidenceOf({...kernel, ...api, ...option}, peerPlan);
		expect(evidence).toMatchObject({value: {source: 'api', peers: [{name: 'node-1'}, {name: 'node-3'}]}});
	});

	it('asks whom the kernel knows without the API', async () => {
		const {evidence} = await evidenceOf(kernel, peerPlan);
		expect(evidence).toMatchObject({
			value: {source: 'kernel', peers: [{name: '10.0.0.1', overlay: '10.42.1.0', standing: 'unknown'}]},
		});
	});

	it.each([
		['by the API', {...kernel, ...api}, 'other Linux nodes, got node-9, node-2'],
		["by flannel's tables", kernel, 'the API told no names, got node-9, node-2'],
	])('refuses whom the operator names and who is not known %s', async (_, replies, detail) => {
		const option = {'--peer': answered('["10.0.0.1", "node-9", "node-2"]')};
		const {evidence} = await evidenceOf({...replies, ...option}, peerPlan);
		expect(evidence).toMatchObject({ok: false, reason: 'not-found', detail: expect.stringContaining(detail)});
	});

	it('is unknown without either', async () => {
		const {evidence} = await evidenceOf({...kernel, 'bridge -j fdb show': answered('[]')}, peerPlan);
		expect(evidence).toMatchObject({ok: false, reason: 'not-found'});
	});
});

describe('peer.overlay-reached', () => {
	it('tells which addresses answered', async () => {
		const replies = peers(packet('silent'), packet('silent'), packet('silent'));
		const {evidence} = await evidenceOf(replies, peerOverlayReached);
		expect(evidence).toMatchObject({ok: true, value: ['10.42.3.0']});
	});

	it('has nobody where no packet is sent', async () => {
		const passive: Reply = {
			status: 'unanswered',
			reason: 'passive',
			detail: 'nothing is sent with --passive',
		};
		const replies = {...peers(passive, passive, passive), 'tls 10.42.3.0 10250': passive};
		expect((await evidenceOf(replies, peerOverlayReached)).evidence).toMatchObject({ok: true, value: []});
	});
});

describe('packets to peers', () => {
	it('go once to each address', async () => {
		const {evidence, sent} = await evidenceOf(peers(packet('answered'), packet('reset')), peerUnderlay);
		expect(evidence).toMatchObject({value: [{answer: {result: 'answered'}}, {answer: {result: 'reset'}}]});
		expect(sent).toEqual(['tls 10.0.0.1 10250', 'tls 10.0.0.3 10250']);
	});

	it('are refused with --passive, which is no result', async () => {
		const passive: Reply = {
			status: 'unanswered',
			reason: 'passive',
			detail: 'nothing is sent with --passive',
		};
		const replies = {...peers(passive, passive, passive), 'tls 10.42.3.0 10250': passive};
		for (const probe of [peerUnderlay, peerOverlay, peerUnderlayPing, peerOverlayPing]) {
			expect((await evidenceOf(replies, probe)).evidence).toMatchObject({ok: false, reason: 'passive'});
		}
	});

	it('are followed by no ping when all is well', async () => {
		const {evidence, sent} = await evidenceOf(peers(packet('answered'), packet('answered')), peerOverlayPing);
		expect(evidence).toMatchObject({value: []});
		expect(sent.filter(key => key.startsWith('ping'))).toEqual([]);
	});

	it('are followed by one ping to what is silent', async () => {
		const replies = {
			...peers(packet('silent'), packet('answered'), packet('silent')),
			'ping -c 1 -M do -s 56 10.0.0.1': packet('answered'),
			'ping -c 1 -M do -s 56 10.42.1.0': packet('silent'),
		};
		const {evidence, sent} = await evidenceOf(replies, peerOverlayPing);
		expect(evidence).toMatchObject({value: [{address: '10.42.1.0', answer: {result: 'silent'}}]});
		expect(sent.filter(key => key.startsWith('ping'))).toEqual([
			'ping -c 1 -M do -s 56 10.0.0.1',
			'ping -c 1 -M do -s 56 10.42.1.0',
		]);
	});

	it('tell a ping that could not be sent from one without an answer', async () => {
		const silent = packet('silent');
		const some = await evidenceOf(peers(silent, packet('answered'), silent), peerUnderlayPing);
		expect(some.evidence).toMatchObject({ok: true, value: [{address: '10.0.0.1'}]});
		const none = {...peers(silent, silent, silent), 'tls 10.42.3.0 10250': silent};
		const {evidence} = await evidenceOf(none, peerUnderlayPing);
		expect(evidence).toMatchObject({ok: false, reason: 'not-found', probe: 'peer.underlay-ping'});
	});

	it('count a ping without an answer as silence', async () => {
		const replies = {
			...peers(packet('silent'), packet('answered'), packet('silent')),
			'ping -c 1 -M do -s 56 10.0.0.1': packet('silent'),
		};
		const {evidence} = await evidenceOf(replies, peerUnderlayPing);
		expect(evidence).toMatchObject({value: [{address: '10.0.0.1', answer: {result: 'silent'}}]});
	});
});

describe('peer.path-mtu', () => {
	const full = 'ping -c 1 -M do -s 1422 10.42.1.0';

	it('asks nothing while the MTUs agree', async () => {
		const {evidence, sent} = await evidenceOf(peers(packet('answered'), packet('answered')), peerPathMtu);
		expect(evidence).toMatchObject({value: []});
		expect(sent).not.toContain(full);
	});

	it('sends one full packet where the uplink carries too little', async () => {
		const stalled = packet('silent', 'connected, but no complete TLS handshake within 1000 ms');
		const replies = {
			...peers(packet('answered'), packet('answered'), stalled),
			'ip -j -d link show': linksWith(1400),
			[full]: packet('silent'),
		};
		const {evidence} = await evidenceOf(replies, peerPathMtu);
		expect(evidence).toMatchObject({value: [{size: 1422, address: '10.42.1.0', answer: {result: 'silent'}}]});
	});
});
