import {test} from 'vitest';
import check from '../../../checks/cilium/agent-errors.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, ciliumStatus, onCilium} from '../cilium-builders.ts';
import {logOf, refused} from '../cilium-log-builders.ts';

const full =
	'level=error msg="Error while inserting service in LB map" error="failed to update backend cilium_lb4_backends_v3 map with file descriptor 17: the map is full, please consider resizing it. argument list too long" subsys=k8s-watcher';
const policy =
	'time=2026-11-22T17:00:00Z level=error source=/go/src/endpoint.go:1 msg="Failed to add PolicyMap key" bpfMapKey=x error="Unable to update element for map with file descriptor 82: argument list too long"';
const noIdentity =
	'level=warning msg="Key allocation attempt failed" attempt=3 error="no more available IDs in configured space" key="[k8s:job-name=a]" subsys=allocator';
const notDirect =
	'level=warning msg="Unable to install direct node route {Ifindex: 0 Dst: 10.42.2.0/24 Gw: 10.0.1.13}" error="route to destination 10.0.1.13 contains gateway 10.0.0.254, must be directly reachable" subsys=linux-datapath';
const noDevice =
	'level=error msg="Unable to write node config header" error="failed to write node configuration file at /var/run/cilium/state/globals/node_config.h: IPv4 direct routing device not found" subsys=datapath-loader';
const facing = (directRoutingDevice: string) =>
	ciliumStatus({'kube-proxy-replacement': {mode: 'True', deviceList: [], directRoutingDevice}});
const saying = (
	message: string,
	times = 3,
	agent: ReturnType<typeof answered> | typeof refused = answered(),
) => ({
	evidence: {agent, cilium: ciliumPod(), logs: logOf(message, {times}), now},
	environment: onCilium,
});
const minutesOld = (message: string, minutes: number) => {
	const {evidence, environment} = saying(message);
	const logs = evidence.logs.map(log => ({
		...log,
		lines: log.lines.map(line => ({...line, time: line.time - minutes * 60_000})),
	}));
	return {evidence: {...evidence, logs}, environment};
};
/** Four times in two minutes. */
const lasting = (message: string) => {
	const {evidence, environment} = saying(message, 4);
	const logs = evidence.logs.map(log => ({
		...log,
		lines: log.lines.map((line, index) => ({...line, time: now - (log.lines.length - index) * 40_000})),
	}));
	return {evidence: {...evidence, logs}, environment};
};

testCheck(test, check, {
	passes: {
		'an interface that was away for a moment': {
			evidence: {...saying(noDevice).evidence, status: facing('eth0')},
			environment: onCilium,
		},
		'nothing of the kind': saying('level=info msg="Initializing daemon"'),
		'a map that was full for a moment': saying(full, 2),
		'a map that has long had room again': minutesOld(full, 30),
		'an agent that does not come up, which is another finding': saying(full, 5, refused),
		'a program that failed while the agent started': saying(
			'level=warning msg="Regeneration of endpoint failed" endpointID=100 error="timed out"',
			6,
		),
		'a program that the kernel finds too long, which is no map': saying(
			'level=warning msg="Prog section 2/7 rejected: Argument list too long (7)!" subsys=datapath-loader',
			9,
		),
	},
	fails: {
		'a program that the kernel refuses': {
			...lasting(
				'level=error msg="Verifier error: program tail_nodeport_nat_egress_ipv4: load program: permission denied: 1074: (71) r1 = *(u8 *)(r2 +23): R2 invalid mem access" subsys=datapath-loader',
			),
			findings: [
				{message: 'programRefused', subject: agentSubject, text: 'program tail_nodeport_nat_egress_ipv4'},
			],
		},
		'a map of another version': {
			...lasting(
				'level=warning msg="libbpf: map \'cilium_calls_00058\': error reusing pinned map" subsys=datapath-loader',
			),
			findings: [{message: 'mapLeft', subject: agentSubject, text: 'cilium_calls_00058'}],
		},
		'a name that the BPF file system refuses': {
			...lasting(
				'level=warning msg="Regeneration of endpoint failed" error="creating bpffs link dir for device bond0.713: mkdir /sys/fs/bpf/cilium/devices/bond0.713: operation not permitted"',
			),
			findings: [{message: 'bpffsDenied', subject: agentSubject, text: 'bond0.713'}],
		},
		'no interface has an address any more': {
			...saying(noDevice),
			findings: [{message: 'noDevice', subject: agentSubject, text: 'direct routing device not found'}],
		},
		'the agent says, too, that it has none': {
			evidence: {...saying(noDevice).evidence, status: facing('')},
			environment: onCilium,
			findings: [{message: 'noDevice', subject: agentSubject}],
		},
		'programs that fail for another reason': {
			...lasting('level=warning msg="Regeneration of endpoint failed" endpointID=100 error="timed out"'),
			findings: [{message: 'programsFail', subject: agentSubject, text: 'timed out'}],
		},
		'the map of services is full': {
			...saying(full, 4),
			findings: [{message: 'mapFull', subject: agentSubject, text: 'cilium_lb4_backends_v3 (4 times'}],
		},
		'a map that the line does not name': {
			...saying(policy),
			findings: [{message: 'mapFull', subject: agentSubject, text: 'entries in a BPF map'}],
		},
		'no identity is left': {
			...saying(noIdentity),
			findings: [{message: 'identities', subject: agentSubject, text: 'no identity left'}],
		},
		'a node in another network, said once when it joined': {
			...minutesOld(notDirect, 300),
			findings: [{message: 'notDirect', subject: agentSubject, text: '10.0.1.13 is behind 10.0.0.254'}],
		},
	},
});
