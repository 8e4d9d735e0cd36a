import {test} from 'vitest';
import check from '../../../checks/cni/sandbox-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {attemptsIn, failureLog} from '../multus/kubelet-log.ts';

const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: attemptsIn(failureLog(error, {plugin: '', ...more})),
	sandboxes: [],
});
const node = {kind: 'Node', name: 'node-2'} as const;
const pause =
	'failed to get sandbox image "index.docker.io/rancher/mirrored-pause:3.6": failed to pull image "index.docker.io/rancher/mirrored-pause:3.6": failed to pull and unpack image "docker.io/rancher/mirrored-pause:3.6": failed to resolve reference "docker.io/rancher/mirrored-pause:3.6": failed to do request: Head "https://registry-1.docker.io/v2/rancher/mirrored-pause/manifests/3.6": dial tcp: lookup registry-1.docker.io: no such host';

const oomKilled =
	'failed to start sandbox "4f1c": failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?)';
/** The same of pods of two workloads. */
const ofTwo = (error: string) => ({
	log: attemptsIn(failureLog(error, {plugin: ''}) + failureLog(error, {plugin: '', pod: 'shop/till-0'})),
	sandboxes: [],
});

testCheck(test, check, {
	passes: {
		'an empty log': {evidence: {log: [], sandboxes: []}},
		'two failures, as at a start': {evidence: of(pause, {times: 2})},
		'failures of an hour ago': {evidence: of(pause, {quietMinutes: 60})},
		'a pod that has started since': {
			evidence: {...of(pause), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'what a plugin says': {evidence: of('Link not found', {plugin: 'bridge'})},
		'a pod that cannot end': {evidence: of('container not found', {attempt: 'KillPodSandbox'})},
	},
	fails: {
		'no pause image': {
			evidence: of(pause),
			findings: [
				{
					message: 'pauseImage',
					subject: node,
					text: 'pause image index.docker.io/rancher/mirrored-pause:3.6, without',
				},
			],
		},
		'a plugin that the configuration names': {
			evidence: of('failed to find plugin "cilium-cni" in path [/opt/cni/bin]', {plugin: 'cilium-cni'}),
			findings: [{message: 'pluginMissing', subject: node, text: 'plugin cilium-cni in /opt/cni/bin'}],
		},
		'no configuration': {
			evidence: of('failed to setup network for sandbox "4f1c": cni plugin not initialized'),
			findings: [{message: 'noConfiguration', subject: node}],
		},
		'a RuntimeClass of other nodes': {
			evidence: of('failed to get sandbox runtime: no runtime for "nvidia" is configured'),
			findings: [{message: 'noHandler', subject: node, text: 'knows no runtime nvidia, which a'}],
		},
		'a full disk': {
			evidence: of(
				'failed to create containerd container: failed to create prepare snapshot dir: mkdir /var/lib/rancher/rke2/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: no space left on device',
			),
			findings: [{message: 'noSpace', subject: node}],
		},
		'no namespace': {
			evidence: of(
				'failed to create network namespace for sandbox "4f1c": mount --make-rshared /run/netns failed: "operation not permitted"',
			),
			findings: [{message: 'namespace', subject: node, text: 'operation not permitted'}],
		},
		'an attempt that never returns': {
			evidence: of(
				'failed to reserve sandbox name "web_default_uid_4": name "web_default_uid_4" is reserved for "0a1b"',
			),
			findings: [{message: 'slow', subject: node}],
		},
		'the end of patience': {
			evidence: of('context deadline exceeded'),
			findings: [{message: 'slow', subject: node, text: 'sandboxes of default/web-7d4b9c6f5d-x7k2p in time'}],
		},
		'a runtime that refuses the pod of one workload': {
			evidence: of(oomKilled),
			findings: [
				{
					message: 'containerOfPod',
					subject: {kind: 'Pod', namespace: 'default', name: 'web'},
					text: 'container init was OOM-killed',
				},
			],
		},
		'a runtime that refuses the pod of the network': {
			evidence: of(oomKilled, {pod: 'kube-system/rke2-canal-x7k2p'}),
			findings: [{message: 'container', subject: node, text: 'kube-system/rke2-canal-x7k2p'}],
		},
		'a runtime that refuses two workloads': {
			evidence: ofTwo(
				'failed to start sandbox "4f1c": failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit',
			),
			findings: [{message: 'container', subject: node, text: 'unable to apply cgroup configuration'}],
		},
		'an error that nobody has seen before': {
			evidence: of('failed to generate sandbox container spec: nobody knows'),
			findings: [{message: 'failing', subject: node, text: 'nobody knows'}],
		},
	},
});
