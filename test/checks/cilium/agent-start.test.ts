import {test} from 'vitest';
import check from '../../../checks/cilium/agent-start.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {logOf, says} from '../cilium-log-builders.ts';

const taken =
	'level=fatal msg="failed to start: listen tcp 127.0.0.1:9879: bind: address already in use" subsys=daemon';
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(taken), now},
			environment: onCilium,
		},
		'an agent that is down for another reason': says('level=fatal msg="unknown"'),
		'a family that is left out while the agent works on': says(
			'level=warning msg="Unable to determine IPv6" error="node node-2 does not have an IPv6 address"',
		),
		'a file that the agent itself may not read': says('open /hostproc/1/x: Permission denied'),
	},
	fails: {
		'a port that is taken': {...says(taken), findings: finds('portTaken', '127.0.0.1:9879')},
		'no address of its own': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: failed to allocate router IPs: unable to allocate router IP for family ipv4: provided IP is not in the valid range"',
			),
			findings: finds('routerAddress', 'not in the valid range'),
		},
		'a Node without an address of a family': {
			...says(
				'level=fatal msg="failed to start: daemon creation failed: unable to connect to get node spec from apiserver: node node-2 does not have an IPv6 address\\nfailed to stop: x" subsys=daemon',
			),
			findings: finds('familyMissing', 'node-2 does not have an IPv6 address'),
		},
		'an interface without one, in an older Cilium': {
			...says(
				'level=fatal msg="Failed to initialize NodePort addrs" error="Failed to determine IPv6 of enp0s8 for NodePort" subsys=daemon',
			),
			findings: finds('familyMissing', 'Failed to determine IPv6 of enp0s8'),
		},
		'objects that do not come': {
			...says(
				'level=fatal msg="Timed out waiting for pre-existing resources to be received; exiting" error="timed out after 3m0s, never received event for resource \\"cilium/v2::CiliumNode\\"" subsys=k8s-watcher',
			),
			findings: finds('notReceived', 'CiliumNode'),
		},
		'programs that the host does not run': {
			...says('nsenter: failed to execute /opt/cni/bin/cilium-mount: Permission denied', {
				container: 'mount-cgroup',
			}),
			findings: finds('hostDenied', '/opt/cni/bin/cilium-mount: Permission denied'),
		},
	},
});
