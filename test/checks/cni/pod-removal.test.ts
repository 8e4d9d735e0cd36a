import {test} from 'vitest';
import check from '../../../checks/cni/pod-removal.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {failureLog} from '../multus/kubelet-log.ts';

const left = [sandbox('web-7d4b9c6f5d-x7k2p', {isReady: false})];
const of = (error: string, more: Parameters<typeof failureLog>[1] = {}, sandboxes = left) => ({
	log: parseKlog(failureLog(error, {plugin: 'calico', attempt: 'KillPodSandbox', ...more})),
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
		'pods that cannot start': {evidence: of(refused, {attempt: 'CreatePodSandbox'})},
	},
	fails: {
		'a plugin that may not ask the API': {
			evidence: of(refused),
			findings: [
				{
					message: 'failing',
					subject: node,
					text: 'default/web-7d4b9c6f5d-x7k2p cannot end on this node, because their network is not taken down by calico: error getting',
				},
			],
		},
		'a plugin of a CNI that is gone': {
			evidence: of(
				'failed to destroy network for sandbox "4f1c": failed to find plugin "calico" in path [/opt/cni/bin]',
				{plugin: ''},
			),
			findings: [{message: 'failing', subject: node, text: 'failed to find plugin "calico"'}],
		},
	},
});
