import {test} from 'vitest';
import check from '../../../checks/cilium/operator-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const end = {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)};
const podWith = (run: Parameters<typeof containerRun>[1]) => ({
	name: 'cilium-operator-7b6d8c9f5-q2w4x',
	namespace: 'kube-system',
	uid: '0a1b2c',
	isReady: true,
	createdAt: minutesAgo(600),
	containers: [containerRun('cilium-operator', run)],
});
const crashing = podWith({state: 'exited', attempt: 9, createdAt: minutesAgo(3), end});
const logOf = (attempt: number, messages: readonly string[]) => ({
	container: 'cilium-operator',
	attempt,
	path: `/var/log/pods/cilium-operator/${attempt}.log`,
	lines: messages.map(message => ({time: minutesAgo(2), stream: 'stderr' as const, message})),
});
const ending = (...messages: readonly string[]) => ({
	evidence: {
		operator: {pod: crashing},
		now,
		logs: [logOf(8, ['level=fatal msg="Leader election lost"']), logOf(9, messages)],
	},
});
const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'cilium-operator'} as const;
const lost =
	'time="2026-11-22T08:00:00Z" level=fatal msg="Leader election lost" subsys=cilium-operator-generic';

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'it runs elsewhere': {evidence: {operator: {}, now, logs: []}},
		'a leader that gave way hours ago': {
			evidence: {
				operator: {pod: podWith({attempt: 2, createdAt: minutesAgo(300)})},
				now,
				logs: [logOf(1, [lost])],
			},
		},
		'it ends for a reason that nobody knows': ending('level=fatal msg="something new"'),
	},
	fails: {
		'etcd is slow': {
			...ending(
				'level=error msg="error retrieving resource lock kube-system/cilium-operator-resource-lock: context deadline exceeded" subsys=klog',
				'level=info msg="failed to renew lease kube-system/cilium-operator-resource-lock: timed out waiting for the condition" subsys=klog',
				lost,
			),
			findings: [{message: 'leaderLost', subject, text: 'cannot renew its lease in time'}],
		},
		'one that has just started again, and has not come to its end': {
			evidence: {
				operator: {pod: crashing},
				now,
				logs: [
					logOf(8, [
						'level=fatal msg="Unable to init cluster-pool allocator" error="unable to initialize IPv4 allocator: New CIDR set failed; the node CIDR size is too big"',
					]),
					logOf(9, ['level=info msg="Cilium Operator 1.19.6"']),
				],
			},
			findings: [{message: 'pool', subject, text: 'the node CIDR size is too big'}],
		},
		'the ranges of nodes are larger than the pool': {
			...ending(
				'time=2026-11-22T08:00:00Z level=fatal msg="Unable to init cluster-pool allocator" error="unable to initialize IPv4 allocator: New CIDR set failed; the node CIDR size is too big" subsys=cilium-operator-generic',
			),
			findings: [{message: 'pool', subject, text: 'the node CIDR size is too big'}],
		},
		'the mode of a cloud without its operator': {
			...ending(
				'level=fatal msg="eni allocator is not supported by this version of cilium-operator-generic"',
			),
			findings: [{message: 'mode', subject, text: 'eni allocator is not supported'}],
		},
		'a role without permissions': {
			...ending(
				'level=fatal msg="Unable to start eni allocator" error="Initial synchronization with instances API failed: UnauthorizedOperation"',
			),
			findings: [{message: 'cloud', subject, text: 'UnauthorizedOperation'}],
		},
		'an older Kubernetes': {
			...ending('level=fatal msg="Minimal kubernetes version not met: 1.19.3 < >=1.21.0"'),
			findings: [{message: 'kubernetes', subject, text: '1.19.3 < >=1.21.0'}],
		},
		'its port is taken': {
			...ending(
				'level=fatal msg="Unable to start operator apiserver" error="listen tcp 127.0.0.1:9234: bind: address already in use"',
			),
			findings: [{message: 'portTaken', subject, text: '127.0.0.1:9234'}],
		},
		'its role is of another release, which takes the lease from it': {
			...ending(
				'level=error msg="Failed to start when elected leader, shutting down" error="unable to create CRDs: customresourcedefinitions.apiextensions.k8s.io is forbidden: User \\"system:serviceaccount:kube-system:cilium-operator\\" cannot create"',
				lost,
			),
			findings: [{message: 'apiRefuses', subject, text: 'is forbidden'}],
		},
		'the API does not let it in': {
			...ending(
				'level=error msg="Failed to start when elected leader, shutting down" error="unable to create CRDs: customresourcedefinitions.apiextensions.k8s.io is forbidden: User \\"system:serviceaccount:kube-system:cilium-operator\\" cannot create"',
			),
			findings: [{message: 'apiRefuses', subject, text: 'is forbidden'}],
		},
		'the API is out of reach': {
			...ending(
				'level=error msg="Unable to contact k8s api-server" error="Get \\"https://10.0.0.99:6443/api\\": dial tcp 10.0.0.99:6443: i/o timeout"',
			),
			findings: [{message: 'apiUnreachable', subject, text: '10.0.0.99:6443'}],
		},
	},
});
