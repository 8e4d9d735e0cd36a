import {test} from 'vitest';
import check from '../../../checks/cilium/agent-errors.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {logOf, refused} from '../cilium-log-builders.ts';

const full =
	'level=error msg="Error while inserting service in LB map" error="failed to update backend cilium_lb4_backends_v3 map with file descriptor 17: the map is full, please consider resizing it. argument list too long" subsys=k8s-watcher';
const policy =
	'time=2026-11-22T17:00:00Z level=error source=/go/src/endpoint.go:1 msg="Failed to add PolicyMap key" bpfMapKey=x error="Unable to update element for map with file descriptor 82: argument list too long"';
const noIdentity =
	'level=warning msg="Key allocation attempt failed" attempt=3 error="no more available IDs in configured space" key="[k8s:job-name=a]" subsys=allocator';
const notDirect =
	'level=warning msg="Unable to install direct node route {Ifindex: 0 Dst: 10.42.2.0/24 Gw: 10.0.1.13}" error="route to destination 10.0.1.13 contains gateway 10.0.0.254, must be directly reachable" subsys=linux-datapath';
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

testCheck(test, check, {
	passes: {
		'nothing of the kind': saying('level=info msg="Initializing daemon"'),
		'a map that was full for a moment': saying(full, 2),
		'a map that has long had room again': minutesOld(full, 30),
		'an agent that does not come up, which is another finding': saying(full, 5, refused),
		'a program that the kernel finds too long, which is no map': saying(
			'level=warning msg="Prog section 2/7 rejected: Argument list too long (7)!" subsys=datapath-loader',
			9,
		),
	},
	fails: {
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
