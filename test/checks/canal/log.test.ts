import {test} from 'vitest';
import check from '../../../checks/canal/log.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo, now} from '../builders.ts';
import {calicoNodeEndings} from '../calico-node-endings.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'} as const;
const healthy = {state: 'healthy', status: 204, body: '', components: []} as const;
const unhealthy = {state: 'unhealthy', status: 503, body: '', components: []} as const;
const well = {liveness: healthy, readiness: healthy};
const unwell = {liveness: healthy, readiness: unhealthy};
const crashed = canalPod({
	containers: [
		containerRun('kube-flannel'),
		containerRun('calico-node', {
			state: 'exited',
			attempt: 8,
			createdAt: minutesAgo(3),
			end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
		}),
	],
});
const uninstalled = canalPod({
	containers: [
		containerRun('install-cni', {
			state: 'exited',
			attempt: 8,
			end: {exitCode: 1, startedAt: minutesAgo(2), finishedAt: minutesAgo(1)},
		}),
	],
});

const logOf = (message: string, container: string, attempt: number, until = 0) => ({
	container,
	attempt,
	path: `/var/log/pods/kube-system_rke2-canal-x7k2p_2d3e/${container}/${attempt}.log`,
	lines: [5, 4, 3, 2, 1, 0].map(minutes => ({
		time: minutesAgo(minutes * 2 + until),
		stream: 'stdout' as const,
		message,
	})),
});
const saying = (message: string, health: typeof unwell | typeof well = unwell, until = 0) => ({
	evidence: {canal: {pod: canalPod()}, logs: [logOf(message, 'calico-node', 0, until)], health, now},
});
const ending = (message: string) => ({
	evidence: {canal: {pod: crashed}, logs: [logOf(message, 'calico-node', 8)], health: unwell, now},
});

const ipset =
	'[WARNING][71] felix/ipsets.go 864: Failed to complete ipset restore, IP sets may be out-of-sync. family="inet" stderr="ipset v7.23: Error in line 5: Syntax error: cannot parse \'tcp\' as a protocol"';
const bpfDevice =
	'[WARNING][61] felix/bpf_ep_mgr.go 4202: Failed to make sure that bpfin.cali/bpfout.cali device is (not) present. error=Link not found';
const forbidden =
	'[ERROR][71] felix/watchercache.go 186: Failed to perform list of current data during resync error=connection is unauthorized: tiers.crd.projectcalico.org is forbidden: User "system:serviceaccount:kube-system:canal" cannot list resource "tiers"';
const unreachable =
	'[ERROR][9] cni-installer/install.go 107: Unable to create token error=Post "https://10.43.0.1:443/api/v1/namespaces/kube-system/serviceaccounts/canal/token": dial tcp 10.43.0.1:443: i/o timeout';

testCheck(test, check, {
	passes: {
		'it complains of its own devices, and is ready': saying(bpfDevice, well),
		'it complained an hour ago': saying(ipset, unwell, 60),
		'Typha, which Canal does not have': saying('Failed to connect to Typha. Retrying...'),
		'an address of its own, which Canal does not look for': saying("Couldn't autodetect an IPv4 address."),
		'no pod, which is another finding': {evidence: {canal: {}, logs: [], health: unwell, now}},
	},
	fails: {
		'its rules are refused': {
			...saying(
				'[WARNING][71] felix/table.go 1226: Failed to execute ip(6)tables-restore command error=exit status 4',
			),
			findings: [{message: 'rules', subject, text: 'policies get none: '}],
		},
		'ipset refuses what Felix writes': {
			...saying(ipset),
			findings: [{message: 'ipset', subject, text: 'cannot parse'}],
		},
		'the kernel lacks what its rules use': {
			...saying(
				'[WARNING][71] felix/table.go 1414: Failed to execute ip(6)tables-restore command error=exit status 4 errorOutput="Warning: Extension multiport revision 0 not supported, missing kernel module?"',
			),
			findings: [{message: 'kernelLacks', subject, text: 'lacks multiport'}],
		},
		...Object.fromEntries(
			Object.entries(calicoNodeEndings).map(([what, {line, message, text}]) => [
				what,
				{...ending(line), findings: [{message, subject, text}]},
			]),
		),
		'it ends at its own devices': {...ending(bpfDevice), findings: [{message: 'bpfDevice', subject}]},
		'a role is missing': {...ending(forbidden), findings: [{message: 'apiRefuses', subject}]},
		'a role is missing for something that Felix goes on without': {
			...saying(forbidden, well),
			findings: [{message: 'apiRefusesPart', subject, text: '6 times'}],
		},
		'a kind is missing': {
			...saying('error=the server could not find the requested resource (get tiers.crd.projectcalico.org)'),
			findings: [{message: 'crdMissing', subject}],
		},
		'a migration that never ended': {
			...saying('[WARNING][71] felix/daemon.go 223: Waiting for datastore to be initialized (or migrated)'),
			findings: [{message: 'datastoreNotReady', subject}],
		},
		'an API with a certificate of another authority': {
			...saying(
				'[ERROR][71] felix/daemon.go 219: Failed to read datastore version error=Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": tls: failed to verify certificate: x509: certificate signed by unknown authority',
			),
			findings: [{message: 'apiDistrusted', subject}],
		},
		'the port of Felix is taken': {
			...saying('Health endpoint failed error=listen tcp 127.0.0.1:9099: bind: address already in use'),
			findings: [{message: 'healthPort', subject}],
		},
		'install-cni does not reach the API': {
			evidence: {
				canal: {pod: uninstalled},
				logs: [logOf(unreachable, 'install-cni', 8)],
				health: unwell,
				now,
			},
			findings: [{message: 'apiUnreachable', subject, text: '10.43.0.1:443'}],
		},
	},
});
