import fc from 'fast-check';
import {expect, test} from 'vitest';
import check from '../../../checks/cni/container-creation.ts';
import {uncreatedContainers} from '../../../src/derive/container-creation.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';

const times = ['16:00:10', '16:01:10', '16:02:10', '16:03:10'] as const;
const refused = String.raw`Back-off pulling image \\\"rancher/hardened-calico:v1\\\": ErrImagePull: failed to pull and unpack image \\\"rancher/hardened-calico:v1\\\": dial tcp: lookup index.docker.io: no such host`;
const unread = 'services have not yet been read at least once, cannot construct envvars';
const line = (time: string, pod: string, container: string, how: string, reason: string) =>
	String.raw`E1122 ${time}.123456    1201 pod_workers.go:1324] "Error syncing pod, skipping" err="failed to \"StartContainer\" for \"${container}\" with ${how}: \"${reason}\"" pod="${pod}" podUID="uid"`;
const logOf = (
	pod: string,
	how: string,
	reason: string,
	at: readonly string[] = times,
	container = 'install-cni',
) =>
	parseKlog(
		[
			...at.map(time => line(time, pod, container, how, reason)),
			'I1122 16:05:00.000000    1201 kubelet.go:2420] "SyncLoop"',
		].join('\n'),
	);
const canal = 'kube-system/rke2-canal-x7k2p';
const running = {
	id: 'c1',
	sandboxId: 's1',
	name: 'install-cni',
	attempt: 0,
	state: 'running',
	createdAt: 0,
	podName: 'rke2-canal-x7k2p',
	podNamespace: 'kube-system',
} as const;
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/install-cni'} as const;

testCheck(test, check, {
	passes: {
		'nothing is said': {evidence: {log: [], containers: []}},
		'one attempt that failed': {
			evidence: {log: logOf(canal, 'ErrImagePull', refused, ['16:03:10']), containers: []},
		},
		'an hour ago': {
			evidence: {
				log: logOf(canal, 'ErrImagePull', refused, ['15:00:10', '15:01:10', '15:02:10']),
				containers: [],
			},
		},
		'it runs meanwhile': {
			evidence: {log: logOf(canal, 'ErrImagePull', refused), containers: [running]},
		},
		'a pod that is not of the network': {
			evidence: {log: logOf('shop/web-6d5b8f7c9d-ef08f', 'ErrImagePull', refused), containers: []},
		},
		'a container that crashes, which is another check': {
			evidence: {
				log: logOf(canal, 'CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
				containers: [],
			},
		},
	},
	fails: {
		'the image cannot be had': {
			evidence: {log: logOf(canal, 'ImagePullBackOff', refused), containers: []},
			findings: [{message: 'image', subject, text: 'lookup index.docker.io: no such host'}],
		},
		'the operator of Calico has no image': {
			evidence: {
				log: logOf(
					'tigera-operator/tigera-operator-6d5b8f7c9d-xk2p4',
					'ErrImagePull',
					refused,
					times,
					'tigera-operator',
				),
				containers: [],
			},
			findings: [
				{
					message: 'image',
					subject: {kind: 'Pod', namespace: 'tigera-operator', name: 'tigera-operator/tigera-operator'},
				},
			],
		},
		'the services have not been read': {
			evidence: {log: logOf(canal, 'CreateContainerConfigError', unread), containers: []},
			findings: [{message: 'configuration', subject, text: unread}],
		},
		'a ConfigMap is missing': {
			evidence: {
				log: logOf(
					canal,
					'CreateContainerConfigError',
					String.raw`configmap \\\"rke2-canal-config\\\" not found`,
				),
				containers: [],
			},
			findings: [{message: 'configuration', subject, text: 'configmap "rke2-canal-config" not found'}],
		},
	},
});

test('any text of the kubelet is read without an invented failure', () => {
	fc.assert(
		fc.property(fc.array(fc.string()), messages => {
			const log = messages.map((message, age) => ({severity: 'E' as const, age, message}));
			expect(uncreatedContainers(log, [])).toEqual([]);
		}),
	);
});
