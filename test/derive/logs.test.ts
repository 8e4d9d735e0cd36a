import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calicoFaults, calicoTroubleOf} from '../../src/derive/calico-log.ts';
import {dialledAddress} from '../../src/derive/calico-node-log.ts';
import {decisiveLines} from '../../src/derive/decisive-lines.ts';
import {flannelEnd} from '../../src/derive/flannel-log.ts';
import {type LogSignature, openTroubles} from '../../src/derive/log-signature.ts';
import {decisiveJournalLine, journalMessage} from '../../src/derive/rke2-journal.ts';

const lines = (...messages: readonly string[]) =>
	messages.map(message => ({time: 0, stream: 'stderr' as const, message}));

describe('decisiveLines', () => {
	it('prefers what tells of trouble', () => {
		const log = lines(
			'I1122 one',
			'E1122 two',
			'2026 [WARNING][7] three',
			'2026 [ERROR][7] four',
			'I1122 five',
		);
		expect(decisiveLines(log)).toBe('E1122 two\n2026 [ERROR][7] four');
	});
	it('takes the last lines when there is none, and cuts long ones', () => {
		expect(decisiveLines(lines('a', 'b', 'c', 'd'), 2)).toBe('c\nd');
		expect(decisiveLines(lines('x'.repeat(5000)))).toHaveLength(190);
	});
});

it('flannelEnd takes the last fatal line and drops what klog adds', () => {
	const log = lines(
		'E1122 07:57:30.000000       1 main.go:278] Failed to check br_netfilter: stat /proc/sys/net/bridge',
		'E1122 07:58:30.000000       1 main.go:332] Error registering network: failed to acquire lease: node "a" pod cidr not assigned',
		'I1122 07:58:30.000000       1 main.go:511] Stopping shutdownHandler...',
	);
	expect(flannelEnd(log)).toEqual({
		fault: 'podCidrMissing',
		message: 'Error registering network: failed to acquire lease: node "a" pod cidr not assigned',
	});
	expect(flannelEnd(lines('I1122 07:58:30.000000       1 main.go:444] Running backend.'))).toBeUndefined();
});

describe('the journal of RKE2', () => {
	const prefix = '2026-11-22T07:59:00+0000 node-2 rke2[812]: time="2026-11-22T07:59:00Z"';
	const journal = [
		`${prefix} level=info msg="Starting rke2 agent v1.35.7+rke2r1"`,
		String.raw`${prefix} level=fatal msg="Invalid value \"weave\" for --cni flag"`,
		'2026-11-22T07:59:01+0000 node-2 systemd[1]: rke2-agent.service: Main process exited, code=exited, status=1/FAILURE',
	];
	it('gives the line that tells why', () => {
		expect(journalMessage(decisiveJournalLine(journal) ?? '')).toBe('Invalid value "weave" for --cni flag');
	});
	it('gives the last line when none tells', () => {
		expect(journalMessage(decisiveJournalLine(journal.slice(2)) ?? '')).toBe(
			'rke2-agent.service: Main process exited, code=exited, status=1/FAILURE',
		);
		expect(decisiveJournalLine([])).toBeUndefined();
	});
});

describe('calicoTroubleOf', () => {
	it('counts what is said since the last recovery', () => {
		const attempt =
			'2026-11-22 07:58:30.000 [ERROR][71] felix/a.go 1: Failed to connect to Typha. Retrying...';
		expect(
			calicoTroubleOf(
				lines(attempt, attempt, '[INFO][71] felix/a.go 2: Connected to Typha.', attempt),
				calicoFaults,
			),
		).toEqual({
			fault: 'typhaUnreachable',
			message: 'felix/a.go 1: Failed to connect to Typha. Retrying...',
			count: 1,
			since: 0,
			time: 0,
		});
	});
	it('finds no trouble, or one with a message, in any text', () => {
		fc.assert(
			fc.property(fc.array(fc.string()), messages => {
				const trouble = calicoTroubleOf(lines(...messages), calicoFaults);
				expect(trouble === undefined || messages.some(text => text.endsWith(trouble.message))).toBe(true);
			}),
		);
	});
	it.each([
		['error=dial tcp 10.0.0.1:5473: i/o timeout', '10.0.0.1:5473'],
		['error=dial tcp [fd00::1]:5473: connect: connection refused', 'fd00::1:5473'],
		['Failed to connect to typha endpoint 10.0.0.3:5473.  Will try another', '10.0.0.3:5473'],
		['Failed to connect to Typha', undefined],
	])('%s → %s', (message, address) => {
		expect(dialledAddress(message)).toBe(address);
	});
});

describe('openTroubles', () => {
	const signatures: readonly LogSignature<'often' | 'daily' | 'once' | 'inside'>[] = [
		{fault: 'often', says: /slow/, except: /slow but well/, atLeast: 3, within: 60_000, over: /fast again/},
		{fault: 'daily', says: /dropped/, atLeast: 2, span: 60_000},
		{fault: 'inside', says: /down/, by: ['init']},
		{fault: 'once', says: /down|broken/},
	];
	type Entry = readonly [seconds: number, message: string, container?: string];
	const at = (entries: readonly Entry[]) =>
		entries.map(([seconds, message, container]) => ({
			time: seconds * 1000,
			stream: 'stderr' as const,
			message,
			...(container !== undefined && {container}),
		}));
	const faultsIn = (...entries: readonly Entry[]) =>
		openTroubles(at(entries), signatures, /all well/).map(({fault, count}) => [fault, count]);
	it('counts, and lets pass what is said too seldom, too long ago, or in other words', () => {
		expect(faultsIn([0, 'slow'], [1, 'slow'], [2, 'slow'])).toEqual([['often', 3]]);
		expect(faultsIn([0, 'slow'], [1, 'slow'], [2, 'slow but well'])).toEqual([]);
		expect(faultsIn([0, 'slow'], [1, 'slow'], [2, 'slow'], [300, 'other'])).toEqual([]);
	});
	it('counts only what is said in the span of the signature', () => {
		expect(faultsIn([0, 'dropped'], [86_400, 'dropped'])).toEqual([]);
		expect(faultsIn([0, 'dropped'], [86_400, 'dropped'], [86_430, 'dropped'])).toEqual([['daily', 2]]);
	});
	it('ends with the line of recovery, or when all is well', () => {
		expect(faultsIn([0, 'slow'], [1, 'slow'], [2, 'fast again'], [3, 'slow'])).toEqual([]);
		expect(faultsIn([0, 'broken'], [1, 'all well'])).toEqual([]);
	});
	it('takes the first signature that fits the line and its container; the last complaint comes last', () => {
		expect(faultsIn([0, 'down', 'init'], [1, 'broken'])).toEqual([
			['inside', 1],
			['once', 1],
		]);
		expect(faultsIn([0, 'down', 'main'])).toEqual([['once', 1]]);
	});
	it('finds nothing that no line says', () => {
		fc.assert(
			fc.property(fc.array(fc.string()), messages => {
				const found = openTroubles(lines(...messages), signatures);
				expect(found.every(({line}) => messages.includes(line.message))).toBe(true);
			}),
		);
	});
});
