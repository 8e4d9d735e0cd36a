import {describe, expect, it} from 'vitest';
import {rke2Settled} from '../../src/probes/rke2.settled.ts';
import {known, probed} from './run-probe.ts';

const now = Date.parse('2026-11-22T08:00:00Z');
const minutesAgo = (minutes: number): number => now - minutes * 60_000;
const uptime = (seconds: number) => ({'cat /proc/uptime': `${seconds} 9.99\n`});
const judge = (
	replies: Readonly<Record<string, string>>,
	service: object,
	podsFrom: readonly number[] = [minutesAgo(900)],
) =>
	probed(
		rke2Settled,
		replies,
		{},
		{
			services: known([{unit: 'rke2-agent.service', ...service}]),
			pods: known(podsFrom.map(createdAt => ({createdAt}))),
			now: known(now),
		},
	);

describe('RKE2 has not just been started on a new machine', () => {
	it.each([
		['it has run for an hour', uptime(4000), {activeState: 'active', startedAgo: 3600}],
		['the machine is old, and so are its pods', uptime(90_000), {activeState: 'active', startedAgo: 30}],
		['it tries again and again', uptime(300), {activeState: 'activating', startedAgo: 30, restarts: 7}],
		['it has been starting for too long', uptime(900), {activeState: 'activating', startedAgo: 800}],
		['systemd does not tell since when', uptime(30), {activeState: 'activating'}],
		['the kernel does not tell since when', {}, {activeState: 'active', startedAgo: 30}],
	])('%s', (_, replies, service) => {
		expect(judge(replies, service)).toBe(true);
	});

	it.each([
		['a boot', uptime(100), {activeState: 'active', startedAgo: 60}, [minutesAgo(900)]],
		['a first start', uptime(90_000), {activeState: 'active', startedAgo: 60}, [minutesAgo(1)]],
		['a first start without pods yet', uptime(90_000), {activeState: 'activating', startedAgo: 200}, []],
	])('too early to tell after %s', (_, replies, service, podsFrom) => {
		expect(() => judge(replies, service, podsFrom)).toThrow(/RKE2 was started \d+ seconds ago/);
	});
});
