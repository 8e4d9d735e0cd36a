import {test} from 'vitest';
import check from '../../../checks/cni/pod-removal.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {attemptsIn, failureLog} from '../multus/kubelet-log.ts';

const left = [sandbox('web-7d4b9c6f5d-x7k2p', {isReady: false})];
const of = (error: string, more: Parameters<typeof failureLog>[1] = {}, sandboxes = left) => ({
	log: attemptsIn(failureLog(error, {plugin: 'calico', attempt: 'KillPodSandbox', ...more})),
	sandboxes,
});
const node = {kind: 'Node', name: 'node-2'} as const;
const refused = 'error getting ClusterInformation: connection is unauthorized: Unauthorized';

testCheck(test, check, {
	passes: {
		'an empty log': {evidence: {log: [], sandboxes: left}},
		'two failures, as while the CNI is restarted': {evidence: of(refused, {times: 2})},
		'failures of an hour ago': {evidence: of(refused, {quietMinutes: 60})},
		'a sandbox that is gone in the end': {evidence: of(refused, {}, [])},
		'a pod that runs again since a reboot, with its former sandbox still to be taken down': {
			evidence: of(
				'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": dial tcp 10.43.0.1:443: connect: connection refused',
				{},
				[...left, sandbox('web-7d4b9c6f5d-x7k2p')],
			),
		},
		'a process that does not end, of which the network knows nothing': {
			evidence: of(
				'failed to stop container "c1": an error occurs during waiting for container "c1" to be killed: wait container "c1": context deadline exceeded',
				{plugin: ''},
			),
		},
		'pods that cannot start': {evidence: of(refused, {attempt: 'CreatePodSandbox'})},
	},
	fails: {
		'a plugin that may not ask the API': {
			evidence: of(refused),
			findings: [
				{
					message: 'apiRefuses',
					subject: node,
					text: 'default/web-7d4b9c6f5d-x7k2p cannot end on this node, because the API refuses calico what it needs',
				},
			],
		},
		'a plugin of a CNI that is gone': {
			evidence: of(
				'failed to destroy network for sandbox "4f1c": failed to find plugin "calico" in path [/opt/cni/bin]',
				{plugin: ''},
			),
			findings: [{message: 'pluginMissing', subject: node, text: 'failed to find plugin "calico"'}],
		},
		'a plugin that is gone, as libcni says it': {
			evidence: of('failed to find plugin "cilium-cni" in path [/opt/cni/bin]', {plugin: 'cilium-cni'}),
			findings: [{message: 'pluginMissing', subject: node, text: 'failed to find plugin "cilium-cni"'}],
		},
		'an API that does not answer': {
			evidence: of(
				'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": dial tcp 10.43.0.1:443: i/o timeout',
			),
			findings: [{message: 'apiUnreachable', subject: node, text: 'the API gives calico no answer'}],
		},
		'an agent that is not up': {
			evidence: of(
				'unable to connect to Cilium daemon: failed to create cilium agent client after 30.000000 seconds timeout: Get "http:///var/run/cilium/cilium.sock/v1/config": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory\nIs the agent running?',
				{plugin: 'cilium-cni'},
			),
			findings: [{message: 'agent', subject: node, text: 'cilium.sock'}],
		},
		'a full disk': {
			evidence: of('failed to remove lease: write /var/lib/cni/networks/cbr0/lock: no space left on device', {
				plugin: 'flannel',
			}),
			findings: [{message: 'storage', subject: node, text: 'no space left on device'}],
		},
		'two plugins with an error of the same kind': {
			evidence: {
				log: attemptsIn(
					[
						failureLog('nobody knows', {plugin: 'calico', attempt: 'KillPodSandbox'}),
						failureLog('nobody knows', {
							plugin: 'portmap',
							pod: 'default/shop-7d4b9c6f5d-x7k2p',
							attempt: 'KillPodSandbox',
						}),
					].join(''),
				),
				sandboxes: [...left, sandbox('shop-7d4b9c6f5d-x7k2p', {isReady: false})],
			},
			findings: [{message: 'failing', subject: node, text: 'not taken down by calico and portmap: nobody'}],
		},
	},
});
