import {describe, expect, it} from 'vitest';
import type {Bundle, RecordedReply} from '../../src/bundle/format.ts';
import {api, command, file, requestKey} from '../../src/core/request.ts';
import {createOverlayHost} from '../../src/host/overlay.ts';
import {createRecordingHost} from '../../src/host/recording.ts';
import {createReplayHost} from '../../src/host/replay.ts';
import {answered, hostOf} from '../core/hosts.ts';

const bundleOf = (recorded: readonly RecordedReply[]): Bundle => ({
	altered: [],
	manifest: {} as Bundle['manifest'],
	replies: new Map(recorded.map(entry => [requestKey(entry.request), entry])),
});
const links = '[{"ifname":"eth0","mtu":1500},{"ifname":"flannel.1","mtu":1450,"flags":["UP"]}]';

describe('recording and replay', () => {
	it('answers what was recorded, each request once, and says what was not', async () => {
		const {host, recorded} = createRecordingHost(hostOf({'ip link': answered(links)}));
		await host.read(command('ip', 'link'));
		await host.read(command('ip', 'link'));
		await host.read(file('/missing'));
		expect(recorded()).toHaveLength(2);
		const replay = createReplayHost(bundleOf(recorded()), 'node.tar.gz');
		expect(replay.origin).toBe('bundle:node.tar.gz');
		expect(await replay.read(command('ip', 'link'))).toEqual(answered(links));
		expect(await replay.read(file('/missing'))).toMatchObject({reason: 'not-found'});
		expect(await replay.read(file('/other'))).toMatchObject({reason: 'not-recorded'});
	});

	it.each([
		[['metadata.name'], 'answered'],
		[['metadata.annotations["a/b"]'], 'answered'],
		[['spec.podCIDR'], 'answered'],
		[['spec.podCIDR', 'status.addresses'], 'unanswered'],
		[['metadata'], 'unanswered'],
		[['specification'], 'unanswered'],
		[[], 'unanswered'],
	])('answers the API for fields that were selected then: %j is %s', async (select, status) => {
		const recorded = api('/api/v1/nodes', 'metadata.name', 'metadata.annotations', 'spec');
		const replay = createReplayHost(bundleOf([{request: recorded, reply: answered('{}')}]), 'x');
		expect((await replay.read(api('/api/v1/nodes', ...select))).status).toBe(status);
	});
});

describe('overlay', () => {
	const base = hostOf({'ip link': answered(links)});
	const read = async (override: Parameters<typeof createOverlayHost>[1][string]) => {
		const host = createOverlayHost(base, {'ip link': override});
		const reply = await host.read(command('ip', 'link'));
		return {reply, problems: host.problems()};
	};

	it('takes times from the clock of the node', async () => {
		const clocked = hostOf({'ip link': answered(links), date: answered('2026-11-22T08:00:00.000Z\n')});
		const host = createOverlayHost(clocked, {'ip link': '<5m ago>+0000 and <2h ago>Z'});
		expect(await host.read(command('ip', 'link'))).toEqual(
			answered('2026-11-22T07:55:00+0000 and 2026-11-22T06:00:00Z'),
		);
	});

	it.each([
		['<5m ahead>Z', '2026-11-22T08:05:00Z'],
		['<1h ahead in s>', '1795338000'],
		['<90s ago in ns>', '1795334310000000000'],
		['E<90s ago in klog>.5', 'E1122 07:58:30.5'],
	])('writes %s as %s', async (text, expected) => {
		const clocked = hostOf({'ip link': answered(links), date: answered('2026-11-22T08:00:00.000Z\n')});
		const host = createOverlayHost(clocked, {'ip link': text});
		expect(await host.read(command('ip', 'link'))).toEqual(answered(expected));
	});

	it("writes times of klog in the node's own zone", async () => {
		const clocked = hostOf({'ip link': answered(links), date: answered('2026-11-22T23:59:00.000+02:00')});
		const host = createOverlayHost(clocked, {'ip link': '<2m ahead in klog> <2m ahead>Z'});
		expect(await host.read(command('ip', 'link'))).toEqual(answered('1123 00:01:00 2026-11-22T22:01:00Z'));
	});

	it('takes /proc/* for any process, and an exact key before it', async () => {
		const processes = hostOf({
			'cat /proc/66/environ': answered('A=1'),
			'cat /proc/7/environ': answered('B=1'),
		});
		const host = createOverlayHost(processes, {'cat /proc/*/environ': 'C=1', 'cat /proc/7/environ': 'D=1'});
		expect(await host.read(file('/proc/66/environ'))).toEqual(answered('C=1'));
		expect(await host.read(file('/proc/7/environ'))).toEqual(answered('D=1'));
		expect(host.problems()).toEqual([]);
	});

	it('replaces a line of iptables whatever its counter is', async () => {
		const rules = hostOf({
			'iptables-nft-save -c': answered('[12:3456] -A INPUT -j A\n[0:0] -A INPUT -j B\n'),
		});
		const host = createOverlayHost(rules, {
			'iptables-nft-save -c': {replace: {'[*:*] -A INPUT -j A\n': '$& '}},
		});
		expect(await host.read(command('iptables-nft-save', '-c'))).toEqual(answered('$& [0:0] -A INPUT -j B\n'));
	});

	it('tells that a time has nothing to be relative to', async () => {
		const {problems} = await read('<5m ago>');
		expect(problems).toEqual([expect.stringContaining('expected the node to have recorded its clock')]);
	});

	it.each([
		['a whole body', 'new', {status: 'answered', body: 'new'}],
		[
			'no answer',
			{unanswered: 'denied'} as const,
			{status: 'unanswered', reason: 'denied', detail: 'denied'},
		],
		['a code', {body: 'no', code: 503}, {status: 'answered', body: 'no', code: 503}],
		['a text', {replace: {'"mtu":1450': '"mtu":1400'}}, answered(links.replace('1450', '1400'))],
		['a value', {edit: [{at: '[ifname=flannel.1].mtu', to: 1400}]}, answered(links.replace('1450', '1400'))],
		['a new key', {edit: [{at: '[0]["a b"]', to: 1}]}, answered(links.replace('1500', '1500,"a b":1'))],
		[
			'an element less',
			{edit: [{at: '[1]', remove: true as const}]},
			answered('[{"ifname":"eth0","mtu":1500}]'),
		],
		[
			'an element more',
			{edit: [{at: '[1].flags', add: 'LOWER_UP'}]},
			answered(links.replace('"UP"', '"UP","LOWER_UP"')),
		],
	])('changes %s', async (_, override, reply) => {
		expect(await read(override)).toEqual({reply, problems: []});
	});

	it.each([
		[{edit: [{at: '[ifname=flannel.2].mtu', to: 1}]}, 'got only: eth0, flannel.1'],
		[{edit: [{at: '[0].flags[0]', remove: true as const}]}, 'got only: ifname, mtu'],
		[{replace: {absent: ''}}, 'expected "absent"'],
	])('says what %j does not find', async (override, problem) => {
		expect((await read(override)).problems.join()).toContain(problem);
	});

	it('names overrides that nothing asked for', async () => {
		const host = createOverlayHost(base, {'ip addr': ''});
		await host.read(command('ip', 'link'));
		expect(host.problems()).toEqual(['nothing asked for "ip addr"']);
	});
});
