import {describe, expect, it} from 'vitest';
import {createCollector} from '../../src/core/collect.ts';
import {type Reply, requestKey} from '../../src/core/request.ts';
import {ciliumAgent} from '../../src/probes/cilium.agent.ts';
import {ciliumConfiguration} from '../../src/probes/cilium.configuration.ts';
import {ciliumEndpoints} from '../../src/probes/cilium.endpoints.ts';
import {ciliumHealth} from '../../src/probes/cilium.health.ts';
import {ciliumMapPressure} from '../../src/probes/cilium.map-pressure.ts';
import {ciliumNodes} from '../../src/probes/cilium.nodes.ts';
import {ciliumStatus} from '../../src/probes/cilium.status.ts';
import {ciliumXfrmErrors} from '../../src/probes/cilium.xfrm-errors.ts';
import {systemVendor} from '../../src/probes/system.vendor.ts';
import {
	ciliumHealth as healthOf,
	nodeHealth,
	statusJson,
	ciliumStatus as statusOf,
} from '../checks/cilium-builders.ts';
import {answered, missing, unanswered} from './replies.ts';
import {failed, known} from './run-probe.ts';

const socket = 'curl -s --unix-socket /var/run/cilium/cilium.sock http://localhost/v1/healthz';
const port = 'curl -s http://127.0.0.1:9879/healthz';
const exec = 'crictl exec 0dc5a1b2c3d4 cilium-dbg status -o json';
const listing = 'crictl ps -a -o json';
const running = answered({
	containers: [
		{
			id: '0dc5a1b2c3d4',
			podSandboxId: 'b2c3d4e5f6a7',
			metadata: {name: 'cilium-agent', attempt: 0},
			state: 'CONTAINER_RUNNING',
			createdAt: '1795334400000000000',
			labels: {},
		},
	],
});
const connectionRefused = unanswered('refused', 'connection refused');
const timedOut = unanswered('timed-out', 'no complete answer within 2000 ms');
const unrecorded = unanswered('not-recorded', 'is not in this bundle');
const denied = unanswered('denied', 'permission denied');

/** Collects a probe from these answers; what is not among them does not exist. Tells what was asked, too. */
const collected = async (
	replies: Readonly<Record<string, Reply>>,
	probe: typeof ciliumAgent | typeof ciliumStatus,
) => {
	const asked: string[] = [];
	const collector = createCollector({
		origin: 'test',
		read: async request => {
			asked.push(requestKey(request));
			return replies[requestKey(request)] ?? missing;
		},
	});
	return {evidence: await collector.evidence(probe), asked};
};

describe('cilium.agent', () => {
	it('asks nothing more when the socket answers', async () => {
		const {evidence, asked} = await collected(
			{[socket]: answered(statusJson(), 200), [listing]: running},
			ciliumAgent,
		);
		expect(evidence).toMatchObject({ok: true, value: {state: 'answered', status: {agent: {state: 'Ok'}}}});
		expect(asked.toSorted()).toEqual([listing, socket].toSorted());
	});

	it('enters the container last, where socket and port do not tell', async () => {
		const replies = {
			[socket]: timedOut,
			[port]: answered('', 503),
			[listing]: running,
			[exec]: answered(statusJson()),
		};
		const {evidence, asked} = await collected(replies, ciliumAgent);
		expect(evidence).toMatchObject({ok: true, value: {state: 'answered'}});
		expect(asked.at(-1)).toBe(exec);
	});

	it.each([
		['no socket, and nobody on the port', {[socket]: missing, [port]: connectionRefused}, 'refused'],
		[
			'a socket left behind',
			{[socket]: connectionRefused, [port]: connectionRefused, [listing]: running},
			'refused',
		],
		[
			'a socket left behind, and a bundle without the port',
			{[socket]: connectionRefused, [port]: unrecorded},
			'refused',
		],
		[
			'no socket and no container that runs, and a bundle without the port',
			{[socket]: missing, [port]: unrecorded, [listing]: answered('{"containers":[]}')},
			'refused',
		],
		['it hangs', {[socket]: timedOut, [port]: timedOut}, 'silent'],
		[
			'no right to the socket, and the port says yes',
			{[socket]: denied, [port]: answered('', 200)},
			'healthy',
		],
		[
			'the port says no, and the container does not tell',
			{[socket]: denied, [port]: answered('', 503), [exec]: missing},
			'unhealthy',
		],
	])('tells %s', async (_, replies, state) => {
		const {evidence, asked} = await collected(replies, ciliumAgent);
		expect(evidence).toMatchObject({ok: true, value: {state}});
		expect(asked.includes(exec)).toBe(false);
	});

	it.each([
		[
			'no right to the socket, and nobody on the port',
			{[socket]: denied, [port]: connectionRefused},
			'denied',
		],
		[
			'no socket at its place, a container that runs, and a bundle without the port',
			{[socket]: missing, [port]: unrecorded, [listing]: running, [exec]: unrecorded},
			'not-recorded',
		],
		[
			'somebody else on the port',
			{[socket]: missing, [port]: answered('404 page not found', 404)},
			'unparseable',
		],
		[
			'an answer that is no status',
			{[socket]: answered('{}', 200), [port]: connectionRefused},
			'unparseable',
		],
		[
			'the socket refuses to answer',
			{[socket]: answered('too many requests', 429), [port]: timedOut},
			'refused',
		],
	])('does not know: %s', async (_, replies, reason) => {
		expect((await collected(replies, ciliumAgent)).evidence).toMatchObject({ok: false, reason});
	});
});

describe('cilium.status', () => {
	it('is not known of an agent that does not answer', async () => {
		const {evidence} = await collected({[socket]: missing, [port]: connectionRefused}, ciliumStatus);
		expect(evidence).toMatchObject({ok: false, reason: 'dependency'});
	});
});

describe("other answers of Cilium's", () => {
	it('no endpoints are an answer, an error is none', () => {
		expect(ciliumEndpoints.parse([answered('', 404)], {}, {})).toEqual([]);
		expect(() => ciliumEndpoints.parse([answered('', 500)], {}, {})).toThrow('HTTP 500');
		expect(() => ciliumHealth.parse([answered('', 500)], {}, {})).toThrow('HTTP 500');
	});

	it('the ConfigMap is read as text by name', () => {
		const body = {metadata: {name: 'cilium-config'}, data: {ipam: 'kubernetes', 'enable-ipv6': 'false'}};
		expect(ciliumConfiguration.parse([answered(body)], {}, {})).toEqual(body.data);
	});

	it('metrics are asked for only where they are turned on', () => {
		const on = {configuration: {'prometheus-serve-addr': ':9962'}};
		expect(ciliumMapPressure.requests(on, {})).toEqual([
			{kind: 'http', url: 'http://127.0.0.1:9962/metrics'},
		]);
		expect(
			ciliumMapPressure.parse([answered('cilium_bpf_map_pressure{map_name="ct4_global"} 0.5', 200)], on, {}),
		).toEqual([{map: 'ct4_global', used: 0.5}]);
		const off = {configuration: {}};
		expect(ciliumMapPressure.requests(off, {})).toEqual([]);
		expect(() => ciliumMapPressure.parse([], off, {})).toThrow('not turned on');
	});
});

describe('system.vendor', () => {
	it.each([
		[['Amazon EC2\n', '1.0\n', undefined], true],
		[['Xen\n', '4.11.amazon\n', 'ec2e1916-9099-7caf-fd21-012345abcdef\n'], true],
		[['QEMU\n', '1.16.3\n', undefined], false],
		[['Xen\n', '4.17\n', '8a2f3c10-1111-4222-8333-444455556666\n'], false],
	])('%j', (texts, isAmazon) => {
		const replies = texts.map(text => (text === undefined ? missing : answered(text)));
		expect(systemVendor.parse(replies, {}, {}).isAmazon).toBe(isAmazon);
	});

	it.each([
		[['Amazon EC2', '1.0', 't3.large', 'Amazon EC2'], 'amazon'],
		[
			['Microsoft Corporation', 'Hyper-V UEFI', 'Virtual Machine', '7783-7084-3265-9085-8269-3286-77'],
			'azure',
		],
		[['Microsoft Corporation', 'Hyper-V UEFI', 'Virtual Machine', '4121-7183'], undefined],
		[['Alibaba Cloud', '8c24b4c', 'Alibaba Cloud ECS', ''], 'alibaba'],
		[['Google', 'Google', 'Google Compute Engine', ''], 'google'],
		[['OpenStack Foundation', '1.10', 'OpenStack Nova', ''], 'openstack'],
		[['RDO', '1.10', 'OpenStack Compute', ''], 'openstack'],
		[['VMware, Inc.', '6.00', 'VMware Virtual Platform', 'No Asset Tag'], undefined],
	])('%j is a machine of %s', ([vendor, bios, product, tag], cloud) => {
		const texts = [vendor, bios, undefined, product, tag];
		const replies = texts.map(text => (text === undefined ? missing : answered(`${text}\n`)));
		expect(systemVendor.parse(replies, {}, {}).cloud).toBe(cloud);
	});

	it('is not known where the firmware tells nothing', () => {
		expect(() => systemVendor.parse([missing, missing, missing], {}, {})).toThrow('tells nothing');
	});
});

describe('what is asked only where Cilium encrypts', () => {
	const plain = {status: statusOf()};
	const ipsec = {status: statusOf({encryption: {mode: 'IPsec'}})};

	it('keys of the nodes', () => {
		expect(ciliumNodes.requests(plain, {})).toEqual([]);
		expect(ciliumNodes.parse([], plain, {})).toEqual([]);
		expect(ciliumNodes.requests(ipsec, {}).map(requestKey)).toEqual([
			'kubectl get --raw /apis/cilium.io/v2/ciliumnodes',
		]);
		const list = answered(
			JSON.stringify({
				items: [
					{
						metadata: {name: 'node-1', annotations: {'network.cilium.io/wg-pub-key': 'bm9kZS0x'}},
						spec: {encryption: {key: 3}},
					},
					{metadata: {name: 'node-2'}, spec: {encryption: {}}},
				],
			}),
		);
		expect(ciliumNodes.parse([list], ipsec, {})).toEqual([
			{node: 'node-1', wireguardKey: 'bm9kZS0x', ipsecKey: 3},
			{node: 'node-2'},
		]);
	});
	it('counters of IPsec that rise', () => {
		expect(ciliumXfrmErrors.requests(plain, {health: failed})).toEqual([]);
		const ofPeer = (isReached: boolean) => ({
			health: known(healthOf([nodeHealth('node-1', true, isReached)])),
		});
		expect(ciliumXfrmErrors.requests(plain, ofPeer(true))).toEqual([]);
		expect(ciliumXfrmErrors.requests(plain, ofPeer(false))).toHaveLength(2);
		expect(ciliumXfrmErrors.parse([], plain, {health: failed})).toEqual({});
		const [first, last] = [1, 41].map(count =>
			answered(`XfrmInError             \t7\nXfrmInNoStates          \t${count}\n`),
		);
		expect(ciliumXfrmErrors.requests(ipsec, {health: failed})).toHaveLength(2);
		expect(first && last && ciliumXfrmErrors.parse([first, last], ipsec, {health: failed})).toEqual({
			XfrmInNoStates: 40,
		});
		expect(() => ciliumXfrmErrors.parse([answered('a b c')], ipsec, {health: failed})).toThrow(
			'expected "Xfrm…',
		);
		expect(() => ciliumXfrmErrors.parse([answered('')], ipsec, {health: failed})).toThrow('got nothing');
	});
});
