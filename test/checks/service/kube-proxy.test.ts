import {test} from 'vitest';
import check from '../../../checks/service/kube-proxy.ts';
import log from '../../../checks/service/kube-proxy-log.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {crash, logs, run} from '../kube-proxy-builders.ts';

const container = (state: 'running' | 'exited', name = 'kube-proxy') => ({
	id: 'c1',
	sandboxId: 's1',
	name,
	attempt: 2,
	state,
	createdAt: 0,
});
const refused = {state: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:10256'} as const;
const healthy = {state: 'healthy', status: 200, body: '{}'} as const;
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
testCheck(test, check, {
	passes: {
		'it runs and answers': {
			evidence: {settled: true, health: healthy, containers: [container('running')], run: run(), now},
		},
		'it was started this moment, or listens elsewhere': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited'), container('running')],
				run: run({attempt: 1, createdAt: minutesAgo(0)}),
				now,
			},
		},
		'an old container is still there': {
			evidence: {
				settled: true,
				health: healthy,
				containers: [container('exited'), container('running')],
				run: run(),
				now,
			},
		},
	},
	fails: {
		'it has ended': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited'), container('running', 'coredns')],
				run: {},
				now,
			},
			findings: [{message: 'stopped', subject, text: 'does not run'}],
		},
		'it has ended, and its rules are gone': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited')],
				run: {},
				now,
				rules: [
					{backend: 'nf_tables', rules: {isHooked: false, isMasquerading: false, ports: [], targets: []}},
				],
			},
			environment: {kubeProxy: told('iptables')},
			findings: [{message: 'stopped', subject, text: 'no rules of it either'}],
		},
		'it has ended in a mode without such rules': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited')],
				run: {},
				now,
				rules: [
					{backend: 'nf_tables', rules: {isHooked: false, isMasquerading: false, ports: [], targets: []}},
				],
			},
			environment: {kubeProxy: told('ipvs')},
			findings: [{message: 'stopped', subject, text: 'keep the endpoints'}],
		},
		'it has ended, where the rules would be of IPv6': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited')],
				run: {},
				now,
				rules: [
					{backend: 'nf_tables', rules: {isHooked: false, isMasquerading: false, ports: [], targets: []}},
				],
			},
			environment: {kubeProxy: told('iptables'), families: told(['ipv6'])},
			findings: [{message: 'stopped', subject, text: 'keep the endpoints'}],
		},
		'it has ended, and no back-end was read': {
			evidence: {
				settled: true,
				health: refused,
				containers: [container('exited')],
				run: {},
				now,
				rules: [],
			},
			environment: {kubeProxy: told('iptables')},
			findings: [{message: 'stopped', subject, text: 'keep the endpoints'}],
		},
		'the kubelet cannot start it': {
			evidence: {
				settled: true,
				health: refused,
				containers: [],
				run: {},
				now,
				log: parseKlog(
					'E1122 08:00:00.000000    1201 pod_workers.go:1324] "Error syncing pod, skipping" err="unmounted volumes=[file1], unattached volumes=[]: context deadline exceeded" pod="kube-system/kube-proxy-node-2" podUID="9a4b"\n',
				),
			},
			findings: [{message: 'stopped', subject, text: '; the kubelet says: unmounted volumes=[file1]'}],
		},
		'it ends again and again': {
			evidence: {settled: true, health: refused, containers: [container('exited')], run: run(crash), now},
			findings: [{message: 'crashing', subject, text: '9 restarts'}],
		},
		'it is that of 1.32, which looks through all of connection tracking': {
			evidence: {settled: true, health: refused, containers: [container('exited')], run: run(crash), now},
			environment: {rke2Version: told('v1.32.1+rke2r1')},
			findings: [{message: 'conntrackCleanup', subject, text: 'v1.32.1+rke2r1'}],
		},
		'its rules are old': {
			evidence: {
				settled: true,
				health: {state: 'unhealthy', status: 503, body: '{"lastUpdated": "2026-01-01"}'},
				containers: [container('running')],
				run: run(),
				now,
			},
			findings: [{message: 'unhealthy', subject, text: '503'}],
		},
	},
});

const unknownNode =
	'E1122 08:00:00.000000       1 server.go:666] "Failed to retrieve node info" err="nodes \\"host3\\" not found"';
const retrieved =
	'I1122 08:00:01.000000       1 server.go:700] "Successfully retrieved node IP(s)" IPs=["10.0.0.2"]';
const inUse =
	'E1122 08:00:00.000000       1 server.go:230] "Failed to start proxier healthz server" err="listen tcp 127.0.0.1:10256: bind: address already in use"';
const noTracking = 'open /proc/sys/net/netfilter/nf_conntrack_max: no such file or directory';
const refusedRule =
	'E1122 08:00:00.000000       1 proxier.go:1523] "Failed to execute iptables-restore" err="exit status 2: iptables-restore v1.8.9: Couldn\'t load match statistic" ipFamily="IPv4"';
const chainGone =
	'E1122 08:00:00.000000       1 proxier.go:1564] "Failed to execute iptables-restore" err="exit status 2: iptables-restore v1.8.8 (legacy): Couldn\'t load target `KUBE-SVC-UOLAULR5MHUYULMB\':No such file or directory"';
const noFib = [
	'E1122 08:00:00.000000       1 proxier.go:1845] "nftables sync failed" err=<',
	'\tcould not run nftables command: /dev/stdin:892:87-100: Error: Could not process rule: No such file or directory',
	'\tadd rule ip kube-proxy external-3BXM2ZZ4-x/x/tcp/http fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"',
];
const gone =
	'E1122 08:00:00.000000       1 reflector.go:205] "Failed to watch" err="failed to list *v1.Service: Get \\"https://127.0.0.1:36111/api/v1/services\\": dial tcp 127.0.0.1:36111: connect: connection refused"';

testCheck(test, log, {
	passes: {
		'it says nothing': {evidence: {run: run(), logs: logs(0, 1), now}},
		'its Node came later': {evidence: {run: run(), logs: logs(0, 1, unknownNode, retrieved), now}},
		'the API was away for a moment': {
			evidence: {run: run(), logs: logs(0, 5, gone, gone, gone), now},
		},
		'one rule was refused, once': {evidence: {run: run(), logs: logs(0, 1, refusedRule), now}},
		'rules were refused an hour ago': {
			evidence: {run: run(), logs: logs(0, 60, refusedRule, refusedRule, refusedRule), now},
		},
		'the run before ended so, and this one goes on': {
			evidence: {run: run({attempt: 1}), logs: logs(0, 900, noTracking), now},
		},
	},
	fails: {
		'a chain of its own is gone': {
			evidence: {run: run(), logs: logs(0, 1, chainGone, chainGone, chainGone), now},
			findings: [{message: 'chainGone', subject, text: 'KUBE-SVC-UOLAULR5MHUYULMB'}],
		},
		"the kubelet's own chain is not there": {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(chainGone.replace('KUBE-SVC-UOLAULR5MHUYULMB', 'KUBE-MARK-DROP')),
				),
				now,
			},
			findings: [{message: 'kubeletChainGone', subject, text: 'KUBE-MARK-DROP'}],
		},
		'the host was renamed': {
			evidence: {run: run(), logs: logs(0, 600, unknownNode), now},
			findings: [{message: 'nodeUnknown', subject, text: 'host3'}],
		},
		'connections are not tracked': {
			evidence: {run: run(crash), logs: logs(9, 0, noTracking), now},
			findings: [{message: 'conntrackMissing', subject}],
		},
		'another program has the port': {
			evidence: {run: run(), logs: logs(0, 1, inUse, inUse, inUse), now},
			findings: [{message: 'portTaken', subject, text: '10256'}],
		},
		'the kernel lacks a match': {
			evidence: {run: run(), logs: logs(0, 1, refusedRule, refusedRule, refusedRule), now},
			findings: [{message: 'kernelLacks', subject, text: 'lacks statistic, which they use'}],
		},
		'the kernel has no tables of iptables-legacy': {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(
						'E1122 07:59:00.000000       1 proxier.go:647] "Failed to ensure chain exists" err="exit status 3: iptables v1.8.9 (legacy): can\'t initialize iptables table `nat\': Table does not exist (do you need to insmod?)"',
					),
				),
				now,
			},
			findings: [{message: 'legacyLacks', subject, text: 'no module iptable_nat'}],
		},
		'ipvs on a kernel without sets': {
			evidence: {
				run: run(crash),
				logs: logs(
					9,
					0,
					'E0408 02:38:35.393347       1 run.go:72] "command failed" err="can\'t use the IPVS proxier: error getting ipset version, error: exit status 1"',
				),
				now,
			},
			findings: [{message: 'ipvsLacks', subject, text: 'lacks IP sets'}],
		},
		'iptables refuses what is neither a chain nor an extension': {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(
						'E1122 07:59:00.000000       1 proxier.go:991] "Failed to execute iptables-restore" err="exit status 4: iptables-restore: line 566 failed"',
					),
				),
				now,
			},
			findings: [{message: 'cannotWrite', subject, text: 'line 566'}],
		},
		'the kernel lacks an expression of nftables': {
			evidence: {run: run(), logs: logs(0, 1, ...Array<string[]>(3).fill(noFib).flat()), now},
			findings: [{message: 'kernelLacks', subject, text: 'lacks fib'}],
		},
		'a match that iptables does not find': {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(
						'E1122 07:59:00.000000    4424 proxier.go:874] "Failed to ensure chain jumps" err="error checking rule: exit status 2: iptables v1.8.6 (nf_tables): Couldn\'t find match `conntrack\'"',
					),
				),
				now,
			},
			findings: [{message: 'kernelLacks', subject, text: 'lacks conntrack, which they use'}],
		},
		'a rule of nft in a table of iptables': {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(
						'E1122 07:59:00.000000       1 proxier.go:1432] "Failed to execute iptables-restore" err="exit status 1: iptables-restore v1.8.8 (nf_tables): table `filter\' is incompatible, use \'nft\' tool."',
					),
				),
				now,
			},
			findings: [{message: 'foreignRule', subject, text: 'uses the language of nft'}],
		},
		'rules that iptables does not take': {
			evidence: {
				run: run(),
				logs: logs(
					0,
					1,
					...Array<string>(3).fill(
						'E1122 08:00:00.000000       1 proxier.go:1523] "Failed to execute iptables-restore" err="exit status 4: iptables-restore v1.8.9 (nf_tables): RULE_APPEND failed (Invalid argument)"',
					),
				),
				now,
			},
			findings: [{message: 'cannotWrite', subject, text: 'RULE_APPEND failed'}],
		},
		'it asks a port that the load balancer of RKE2 had before': {
			evidence: {run: run(), logs: logs(0, 1, gone, gone, gone), now},
			findings: [{message: 'apiUnreachable', subject, text: '3 attempts in vain'}],
		},
	},
});
