import {test} from 'vitest';
import check from '../../../checks/cni/configuration-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile, entries} from '../builders.ts';

const subject = {kind: 'Directory', name: '/etc/cni/net.d'} as const;
const notInitialized = {
	pluginDirectories: ['/opt/cni/bin'],
	networks: [],
	lastCniLoadStatus:
		'cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized: failed to load cni config',
};

testCheck(test, check, {
	passes: {
		'a Canal node': {
			evidence: {
				settled: true,
				files: [cniFile('10-canal.conflist', canalConflist)],
				entries: entries('10-canal.conflist', 'calico-kubeconfig'),
			},
		},
		'a renamed file beside one that is read': {
			evidence: {
				settled: true,
				files: [cniFile('05-cilium.conflist', canalConflist)],
				entries: entries('05-cilium.conflist', '10-canal.conflist.cilium_bak'),
			},
		},
	},
	fails: {
		'no directory at all': {
			evidence: {settled: true, files: [], entries: [], runtime: notInitialized},
			findings: [{message: 'missing', subject}],
		},
		'a kubeconfig and a directory are no configuration': {
			evidence: {
				settled: true,
				files: [],
				entries: [
					...entries('calico-kubeconfig'),
					{name: 'multus.d', type: 'directory', mode: 0o755, size: 0},
				],
			},
			findings: [{message: 'missing', subject}],
		},
		'Cilium renamed it': {
			evidence: {
				settled: true,
				files: [],
				entries: entries('10-canal.conflist.cilium_bak', 'calico-kubeconfig'),
			},
			findings: [{message: 'renamed', subject, text: '10-canal.conflist.cilium_bak'}],
		},
	},
});
