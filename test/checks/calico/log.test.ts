import {expect, it, test} from 'vitest';
import check from '../../../checks/calico/log.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, minutesAgo, now} from '../builders.ts';
import {calicoNodeEndings} from '../calico-node-endings.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const healthy = {state: 'healthy', status: 204, body: '', components: []} as const;
const unhealthy = {state: 'unhealthy', status: 503, body: '', components: []} as const;
const well = {liveness: healthy, readiness: healthy};
const notReady = {liveness: healthy, readiness: unhealthy};

const linesOf = (messages: readonly string[], until = 0, apart = 1) =>
	messages.map((message, index) => ({
		time: minutesAgo(until + (messages.length - 1 - index) * apart),
		stream: 'stdout' as const,
		message,
	}));
const logOf = (lines: ReturnType<typeof linesOf>, container = 'calico-node', attempt = 0) => ({
	container,
	attempt,
	path: `/var/log/pods/calico-system_calico-node-x7k2p_2d3e/${container}/${attempt}.log`,
	lines,
});
const often = (message: string, count = 6): readonly string[] => Array.from({length: count}, () => message);
const saying = (messages: readonly string[], until = 0) => ({
	evidence: {calico: {pod: calicoPod()}, logs: [logOf(linesOf(messages, until))], health: notReady, now},
});
const crashed = (changes: Partial<ContainerRun> = {}) =>
	calicoPod({
		containers: [
			containerRun('calico-node', {
				state: 'exited',
				attempt: 8,
				createdAt: minutesAgo(3),
				end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
				...changes,
			}),
		],
	});
const ending = (message: string) => ({
	evidence: {
		calico: {pod: crashed()},
		logs: [logOf(linesOf([message, 'Calico node failed to start'], 2), 'calico-node', 8)],
		health: notReady,
		now,
	},
});

const typha =
	'2026-11-22 07:59:00.123 [ERROR][71] felix/daemon.go 571: Failed to connect to Typha. Retrying... error=failed to connect to Typha after 3 tries: dial tcp 10.0.0.1:5473: i/o timeout';
const endpoint =
	'2026-11-22 07:59:00.123 [WARNING][71] felix/sync_client.go 326: Failed to connect to typha endpoint 10.0.0.1:5473.  Will try another if available... error=dial tcp 10.0.0.1:5473: i/o timeout';
const connected =
	'2026-11-22 07:59:01.000 [INFO][71] felix/sync_client.go 330: Successfully connected to Typha at 10.0.0.1:5473 after 3ms.';
const ready =
	'2026-11-22 07:59:02.000 [INFO][71] felix/health.go 336: Overall health status changed: live=true ready=true';
const ipset =
	'2026-11-22 07:59:00.000 [WARNING][71] felix/ipsets.go 864: Failed to complete ipset restore, IP sets may be out-of-sync. family="inet" stderr="ipset v7.23: Error in line 5: Syntax error: cannot parse \'tcp\' as a protocol"';
const forbidden =
	'2026-11-22 07:59:00.000 [ERROR][71] felix/watchercache.go 186: Failed to perform list of current data during resync error=connection is unauthorized: ipamblocks.crd.projectcalico.org is forbidden: User "system:serviceaccount:calico-system:calico-node" cannot list resource "ipamblocks"';
const compatibility =
	'2026-11-22 07:59:00.000 [INFO][9] startup/customresource.go 102: Error getting resource Key=GlobalFelixConfig(name=CalicoVersion) Name="calicoversion" Resource="GlobalFelixConfigs" error=the server could not find the requested resource (get GlobalFelixConfigs.crd.projectcalico.org calicoversion)';

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'Typha was restarted, and another one answered': saying([...often(endpoint), connected]),
		'one attempt that failed, while Felix waits for something else': saying([endpoint]),
		'all is well again': saying([...often(ipset), ready]),
		'it complained an hour ago': saying(often(typha), 60),
		'a question for an object of an old version': saying(often(compatibility)),
		'it complains, but Felix is ready': {
			evidence: {
				calico: {pod: calicoPod()},
				logs: [logOf(linesOf(often(ipset)))],
				health: well,
				now,
			},
		},
		'refused for a moment, while the certificates were renewed': {
			evidence: {
				calico: {pod: calicoPod()},
				logs: [logOf(linesOf(often(forbidden, 8), 0, 0.1))],
				health: well,
				now,
			},
		},
		'Felix has just started': {
			evidence: {
				calico: {pod: calicoPod({containers: [containerRun('calico-node', {createdAt: minutesAgo(1)})]})},
				logs: [logOf(linesOf(often(endpoint), 0, 0.1))],
				health: notReady,
				now,
			},
		},
		'no pod, which is another finding': {evidence: {calico: {}, logs: [], health: notReady, now}},
		'a log that is gone': {evidence: {calico: {pod: calicoPod()}, logs: [], health: notReady, now}},
	},
	fails: {
		'its rules are refused, as somebody has forced a back-end that the kernel lacks': {
			evidence: {
				...saying(
					often(
						'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 837: iptables-legacy-save command failed error=exit status 1 ipVersion=0x4 stderr="modprobe: FATAL: Module ip_tables not found in directory /lib/modules/6.12.0-55.el10"',
					),
				).evidence,
				settings: {environment: {FELIX_IPTABLESBACKEND: 'Legacy'}},
			},
			findings: [
				{
					message: 'kernelLacks',
					subject,
					text: 'lacks ip_tables, which they use (iptablesBackend Legacy by FELIX_IPTABLESBACKEND): felix/table.go 837',
				},
			],
		},
		'its rules are refused': {
			...saying(
				often(
					'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 1226: Failed to program iptables, will retry error=exit status 4',
				),
			),
			findings: [{message: 'rules', subject, text: 'policies get none: felix/table.go 1226'}],
		},
		'TCP 5473 is filtered': {
			...saying(often(typha)),
			findings: [{message: 'typhaUnreachable', subject, text: 'Typha at 10.0.0.1:5473'}],
		},
		'the tunnel address waits for Typha too': {
			...saying(
				often(
					'2026-11-22 07:59:00.000 [FATAL][67] tunnel-ip-allocator/startsyncerclient.go 73: Failed to connect to Typha error=dial tcp 192.168.124.167:5473: i/o timeout',
				),
			),
			findings: [{message: 'typhaUnreachable', subject, text: '192.168.124.167:5473'}],
		},
		'Typha shows a certificate of another authority': {
			...saying(
				often(
					'[WARNING][71] felix/sync_client.go 326: Failed to connect to typha endpoint 10.0.0.1:5473.  Will try another if available... error=tls: failed to verify certificate: x509: certificate signed by unknown authority',
				),
			),
			findings: [{message: 'typhaTrust', subject, text: '10.0.0.1:5473'}],
		},
		'the certificate of Typha has expired, and then none is left to try': {
			...saying([
				...often(
					'[WARNING][71] tunnel-ip-allocator/sync_client.go 158: error connecting to typha endpoint (1 of 1) 10.0.0.1:5473 connID=0x0 error=x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is after 2026-10-22T14:22:15Z type="tunnel-ip-allocation"',
				),
				'[FATAL][71] tunnel-ip-allocator/startsyncerclient.go 82: Failed to connect to Typha error=failed to connect to any of the Typhas',
			]),
			findings: [
				{
					message: 'typhaExpired',
					subject,
					text: 'Typha at 10.0.0.1:5473 has expired since 2026-10-22T14:22:15Z',
				},
			],
		},
		'the clock of this node is behind, so that it is not valid yet': {
			...saying(
				often(
					'[WARNING][71] felix/sync_client.go 158: error connecting to typha endpoint (1 of 1) 10.0.0.1:5473 connID=0x0 error=x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is before 2026-11-23T14:22:15Z type=""',
				),
			),
			findings: [{message: 'typhaTrust', subject, text: '10.0.0.1:5473'}],
		},
		'no Typha at all': {
			...saying(
				often(
					'[ERROR][71] felix/daemon.go 371: Typha discovery enabled but discovery failed. error=Kubernetes service missing IP or port',
				),
			),
			findings: [{message: 'typhaAbsent', subject}],
		},
		'the API does not answer who asks it for Typha': {
			...saying(
				often(
					'[ERROR][71] felix/daemon.go 371: Typha discovery enabled but discovery failed. error=Get "https://10.43.0.1:443/api/v1/namespaces/calico-system/endpoints/calico-typha": dial tcp 10.43.0.1:443: connect: connection timed out',
				),
			),
			findings: [{message: 'apiUnreachable', subject, text: 'at 10.43.0.1:443'}],
		},
		'an API with a certificate of another authority': {
			...saying(
				often(
					'[ERROR][71] felix/daemon.go 371: Typha discovery enabled but discovery failed. error=Get "https://10.43.0.1:443/api/v1/namespaces/calico-system/endpoints/calico-typha": tls: failed to verify certificate: x509: certificate signed by unknown authority',
				),
			),
			findings: [{message: 'apiDistrusted', subject, text: 'signed by unknown authority'}],
		},
		'the same address as another node': {
			...ending(
				"2026-11-22 07:58:00.000 [WARNING][9] startup/startup.go 984: Calico node 'node-3' is already using the IPv4 address 10.0.0.2.",
			),
			findings: [{message: 'addressTaken', subject, text: "Calico node 'node-3' is already using"}],
		},
		'no pool has an address left for the tunnel': {
			...ending(
				'2026-11-22 07:58:00.000 [FATAL][26] tunnel-ip-allocator/allocateip.go 321: Unable to autoassign an address error=no configured Calico pools for node node-2',
			),
			findings: [{message: 'noTunnelAddress', subject, text: 'no configured Calico pools for node node-2'}],
		},
		'nothing to choose': {
			...ending(
				"2026-11-22 07:58:00.000 [WARNING][9] startup/startup.go 489: Couldn't autodetect an IPv4 address. If auto-detecting, choose a different autodetection method.",
			),
			findings: [{message: 'noAddress', subject}],
		},
		'it runs again, and the run before says why': {
			evidence: {
				calico: {
					pod: crashed({
						state: 'running',
						createdAt: minutesAgo(0.2),
						previousEnd: {exitCode: 1, startedAt: minutesAgo(2), finishedAt: minutesAgo(1)},
					}),
				},
				logs: [
					logOf(linesOf([ready]), 'calico-node', 8),
					logOf(
						linesOf([
							'[WARNING][9] startup/startup.go 437: Connection to the datastore is unauthorized error=connection is unauthorized: Unauthorized',
						]),
						'calico-node',
						7,
					),
				],
				health: notReady,
				now,
			},
			findings: [{message: 'apiRefuses', subject}],
		},
		'install-cni does not reach the API': {
			evidence: {
				calico: {
					pod: calicoPod({
						containers: [
							containerRun('install-cni', {
								state: 'exited',
								attempt: 4,
								end: {exitCode: 1, startedAt: minutesAgo(2), finishedAt: minutesAgo(1)},
							}),
						],
					}),
				},
				logs: [
					logOf(
						linesOf([
							'2026-11-22 07:58:00.000 [ERROR][1] cni-installer/token_watch.go 107: Unable to create token for CNI kubeconfig error=Post "https://10.43.0.1:443/api/v1/namespaces/calico-system/serviceaccounts/calico-cni-plugin/token": dial tcp 10.43.0.1:443: i/o timeout',
						]),
						'install-cni',
						4,
					),
				],
				health: notReady,
				now,
			},
			findings: [{message: 'apiUnreachable', subject, text: '10.43.0.1:443'}],
		},
		'a role is missing': {
			...saying(often(forbidden)),
			findings: [{message: 'apiRefuses', subject, text: 'ipamblocks'}],
		},
		'a role is missing for something that Felix goes on without': {
			evidence: {
				calico: {pod: calicoPod()},
				logs: [logOf(linesOf(often(forbidden, 8)))],
				health: well,
				now,
			},
			findings: [{message: 'apiRefusesPart', subject, text: '8 times'}],
		},
		'a kind is missing after an upgrade': {
			...saying(
				often(
					'[ERROR][71] felix/watchercache.go 186: Failed to perform list of current data during resync ListRoot="/calico/resources/v3/projectcalico.org/tiers" error=the server could not find the requested resource (get tiers.crd.projectcalico.org)',
				),
			),
			findings: [{message: 'crdMissing', subject, text: 'tiers'}],
		},
		'a migration that never ended': {
			...saying(
				often('[WARNING][71] felix/daemon.go 223: Waiting for datastore to be initialized (or migrated)'),
			),
			findings: [{message: 'datastoreNotReady', subject}],
		},
		'the port of Felix is taken': {
			...saying(
				often(
					'[ERROR][71] felix/health.go 412: Health endpoint failed, trying to restart it... error=listen tcp 127.0.0.1:9099: bind: address already in use',
				),
			),
			findings: [{message: 'healthPort', subject}],
		},
		'its own devices are not found': {
			...saying(
				often(
					'[ERROR][71] felix/bpf_ep_mgr.go 4202: Failed to make sure that bpfin.cali/bpfout.cali device is (not) present. error=Link not found',
				),
			),
			findings: [{message: 'bpfDevice', subject}],
		},
		'the kernel lacks what its rules use': {
			...saying(
				often(
					'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 1414: Failed to execute ip(6)tables-restore command error=exit status 2 errorOutput="iptables-nft-restore v1.8.8 (nf_tables): Couldn\'t load match `multiport\':No such file or directory"',
				),
			),
			findings: [{message: 'kernelLacks', subject, text: 'lacks multiport, which they use'}],
		},
		...Object.fromEntries(
			Object.entries(calicoNodeEndings).map(([what, {line, message, text}]) => [
				what,
				{...ending(line), findings: [{message, subject, text}]},
			]),
		),
		'iptables says why, and Felix after it that it failed': {
			...saying([
				...often(
					'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 1321: Failed to execute ip(6)tables-restore command error=exit status 2 errorOutput="iptables-restore v1.8.4 (legacy): Couldn\'t load match `set\':No such file or directory"',
				),
				'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 999: Failed to program iptables, will retry error=exit status 2',
			]),
			findings: [{message: 'kernelLacks', subject, text: 'lacks set, which'}],
		},
		'iptables cannot write for a reason of its own': {
			...saying([
				...often(
					'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 1226: Failed to execute ip(6)tables-restore command error=exit status 4 errorOutput="Another app is currently holding the xtables lock."',
				),
				'2026-11-22 07:59:00.000 [WARNING][71] felix/table.go 999: Failed to program iptables, will retry error=exit status 4',
			]),
			findings: [{message: 'rules', subject, text: 'holding the xtables lock'}],
		},
		'another ipset has made a set that Felix cannot read': {
			...saying(
				often(
					'2026-11-22 07:59:00.000 [ERROR][71] felix/ipsets.go 570: Bad return code from \'ipset list\'. error=exit status 1 family="inet" stderr="ipset v7.1: Kernel and userspace incompatible: settype hash:ip with revision 5 not supported by userspace."',
				),
			),
			findings: [{message: 'ipset', subject, text: 'Kernel and userspace incompatible'}],
		},
		'the kernel has no VXLAN, while Felix is ready': {
			evidence: {
				calico: {pod: calicoPod()},
				logs: [
					logOf(
						linesOf(
							often(
								'2026-11-22 07:59:00.000 [WARNING][71] felix/vxlan_mgr.go 430: Failed to configure VXLAN tunnel device, retrying... error=operation not supported',
								6,
							),
						),
					),
				],
				health: well,
				now,
			},
			findings: [{message: 'vxlanDevice', subject, text: 'error=operation not supported'}],
		},
		'the module for WireGuard does not fit': {
			...saying(
				often(
					'2026-11-22 07:59:00.000 [WARNING][71] felix/wireguard.go 1479: failed to add address addr=10.42.1.1 error=no buffer space available ifaceName="wireguard.cali"',
				),
			),
			findings: [{message: 'wireguard', subject, text: 'no buffer space available'}],
		},
		'ipset refuses what Felix writes': {
			...saying(often(ipset)),
			findings: [{message: 'ipset', subject, text: 'cannot parse'}],
		},
	},
});

it('destroys IP sets only by name, of a program that has stopped, and last', () => {
	const texts = check.messages.ipset.guide.steps.map(({text}) => text);
	const destroys = texts.findIndex(text => text.includes('ipset destroy'));
	expect(texts[destroys]).toMatch(/ipset destroy NAME.*never without a name.*never KUBE-/);
	expect(texts.findIndex(text => text.includes('stop it'))).toBe(destroys - 1);
});
