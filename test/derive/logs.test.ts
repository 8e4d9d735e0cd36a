import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calicoFaults, calicoTroubleOf} from '../../src/derive/calico-log.ts';
import {dialledAddress} from '../../src/derive/calico-node-log.ts';
import {decisiveLines} from '../../src/derive/decisive-lines.ts';
import {type EtcdLog, silentMembersIn} from '../../src/derive/etcd-log.ts';
import {flannelEnd} from '../../src/derive/flannel-log.ts';
import {kubeProxyTroubleOf} from '../../src/derive/kube-proxy-log.ts';
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

describe('silentMembersIn', () => {
	const now = 1_000_000_000;
	const log = (
		lines: readonly (readonly [secondsAgo: number, message: string])[],
		isCut = false,
	): readonly EtcdLog[] => [
		{
			...{container: 'etcd', attempt: 0, path: '/var/log/pods/etcd/0.log', isCut},
			lines: lines.map(([secondsAgo, message]) => ({
				...{time: now - secondsAgo * 1000, stream: 'stderr' as const, message},
			})),
		},
	];
	/** A line every five seconds, from so many seconds ago to so many. */
	const told = (error: string, from = 180, to = 10) =>
		Array.from({length: Math.floor((from - to) / 5) + 1}, (_, index): readonly [number, string] => [
			from - index * 5,
			`{"level":"warn","msg":"prober detected unhealthy status","rtt":"0s","error":"dial tcp ${error}"}`,
		]);
	const silent = told('10.0.0.2:2380: connect: connection refused');
	const elects = '{"level":"info","logger":"raft","msg":"8e9e05 is starting a new election at term 12"}';
	const leads = '{"level":"info","logger":"raft","msg":"raft.node: 8e9e05 elected leader 3a5793 at term 13"}';
	const loses = '{"level":"info","logger":"raft","msg":"raft.node: 8e9e05 lost leader 3a5793 at term 13"}';
	const serves = '{"level":"info","msg":"serving client traffic securely","address":"10.0.0.1:2379"}';

	it('are members at their port for members, with the words of the system', () => {
		const closed = told('10.0.0.2:2380: connect: no route to host', 180, 5);
		expect(silentMembersIn(log(closed), now)).toMatchObject([
			{address: '10.0.0.2', port: 2380, error: 'no route to host', count: 36},
		]);
		expect(silentMembersIn(log(told('[2001:db8::2]:2380: i/o timeout')), now)).toMatchObject([
			{address: '2001:db8::2', error: 'i/o timeout'},
		]);
	});

	it('are none where it is short, rare, over, of clients, or of this server itself', () => {
		expect(silentMembersIn(log(told('10.0.0.2:2380: i/o timeout', 20, 5)), now)).toEqual([]);
		expect(silentMembersIn(log(told('10.0.0.2:2380: i/o timeout', 125, 10)), now)).toEqual([]);
		expect(
			silentMembersIn(log([silent[0], silent.at(-1)].flatMap(line => (line ? [line] : []))), now),
		).toEqual([]);
		expect(silentMembersIn(log(told('10.0.0.2:2380: i/o timeout', 600, 180)), now)).toEqual([]);
		expect(silentMembersIn(log(told('10.0.0.2:2379: i/o timeout')), now)).toEqual([]);
		expect(silentMembersIn(log(told('127.0.0.1:2380: connect: connection refused')), now)).toEqual([]);
	});

	it('are none where the member was back in between', () => {
		const back = '{"level":"info","msg":"peer became active","peer-id":"3a57933972cb5131"}';
		expect(silentMembersIn(log([...silent, [60, back], ...told('10.0.0.2:2380: EOF', 50, 5)]), now)).toEqual(
			[],
		);
	});

	it('are none where there is a leader all the same', () => {
		expect(silentMembersIn(log([[185, leads], ...silent]), now)).toEqual([]);
		expect(silentMembersIn(log([...silent, [9, elects], [8, leads]]), now)).toEqual([]);
		expect(silentMembersIn(log([...silent, [9, serves]]), now)).toEqual([]);
		expect(silentMembersIn(log([[300, leads], [185, loses], ...silent]), now)).toHaveLength(1);
		expect(silentMembersIn(log([[300, serves], ...silent, [9, elects]]), now)).toHaveLength(1);
	});

	it('are none in a long log without an election', () => {
		expect(silentMembersIn(log(silent, true), now)).toEqual([]);
		expect(silentMembersIn(log([...silent, [9, elects]], true), now)).toHaveLength(1);
	});
});

// pkg/proxy/ipvs of https://github.com/kubernetes/kubernetes: proxier.go and ipset.go
it.each([
	'"Failed to ensure ip set exists" err="error creating ipset KUBE-LOOP-BACK" ipset={}',
	'"Failed to list ip set entries" err="exit status 1"',
	'"Failed to add entry to ip set" err="exit status 1" ipsetEntry="10.43.0.1,tcp:443" ipsetName="KUBE-CLUSTER-IP"',
	'"Failed to create dummy interface" err="operation not supported" interface="kube-ipvs0"',
	'"Failed to add IPVS service" err="no such file or directory" serviceName="default/kubernetes:https"',
	'"Failed to update IPVS service" err="file exists"',
	'"Failed to bind service address to dummy device" err="no such device" serviceName="default/kubernetes:https"',
	'"Failed to get IPVS service" err="no such process"',
	'"Failed to list IPVS destinations" err="no such process"',
	'"Failed to sync service" err="no such file or directory" virtualServer={}',
	'"Failed to sync endpoint for service" err="IPVS virtual service does not exist" virtualServer={}',
])('kube-proxy in ipvs mode cannot write: %s', message => {
	const now = 1_000_000_000;
	const container = {
		...{name: 'kube-proxy', id: 'c', attempt: 0, createdAt: now - 600_000},
		state: 'running' as const,
	};
	const pod = {
		...{name: 'kube-proxy-node-2', namespace: 'kube-system', uid: 'u', isReady: true},
		...{createdAt: now - 600_000, containers: [container]},
	};
	const said = Array.from({length: 3}, (_, index) => ({
		...{time: now - 90_000 + index * 30_000, stream: 'stderr' as const},
		message: `E1122 08:00:00.000000       1 proxier.go:991] ${message}`,
	}));
	const log = {container: 'kube-proxy', attempt: 0, path: '/var/log/pods/k/0.log', lines: said};
	expect(kubeProxyTroubleOf({pod}, [log], now)).toMatchObject({fault: 'cannotWrite', count: 3});
	const over = {
		...said[2],
		time: now,
		message: '"syncProxyRules complete" elapsed="20ms"',
		stream: 'stderr' as const,
	};
	expect(kubeProxyTroubleOf({pod}, [{...log, lines: [...said, over]}], now)).toBeUndefined();
});

it.each([
	["Couldn't load target `KUBE-MARK-DROP':No such file or directory", 'kubeletChainGone', 'KUBE-MARK-DROP'],
	["Couldn't load target `KUBE-SVC-A':No such file or directory", 'chainGone', 'KUBE-SVC-A'],
	[
		"iptables v1.8.9 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
		'legacyLacks',
		'iptable_nat',
	],
	["can't use the IPVS proxier: error getting ipset version, error: exit status 1", 'ipvsLacks', 'IP sets'],
])('kube-proxy that cannot write lacks: %s', (message, fault, name) => {
	const now = 1_000_000_000;
	const container = {
		...{name: 'kube-proxy', id: 'c', attempt: 0, createdAt: now - 600_000},
		state: 'running' as const,
	};
	const pod = {
		...{name: 'kube-proxy-node-2', namespace: 'kube-system', uid: 'u', isReady: true},
		...{createdAt: now - 600_000, containers: [container]},
	};
	const lines = [90, 60, 30].map(ago => ({
		...{time: now - ago * 1000, stream: 'stderr' as const},
		message: `E1122 08:00:00.000000       1 proxier.go:991] "Failed to execute iptables-restore" err="${message}"`,
	}));
	const log = {container: 'kube-proxy', attempt: 0, path: '/var/log/pods/k/0.log', lines};
	expect(kubeProxyTroubleOf({pod}, [log], now)).toMatchObject({fault, extension: {name}});
});
