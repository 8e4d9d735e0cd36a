import {test} from 'vitest';
import check from '../../../checks/cni/runtime-disagrees.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile} from '../builders.ts';

const canal = cniFile('10-canal.conflist', canalConflist);
const cilium = cniFile('05-cilium.conflist', ciliumConflist);
const loaded = {interfaceName: 'eth0', name: 'k8s-pod-network', plugins: ['calico', 'portmap', 'bandwidth']};
const runtime = {
	pluginDirectories: ['/opt/cni/bin'],
	configDirectory: '/etc/cni/net.d',
	lastCniLoadStatus: 'OK',
	networkReady: {isTrue: true},
	networks: [{interfaceName: 'lo', plugins: ['loopback']}, loaded],
};
const directory = {kind: 'Directory', name: '/etc/cni/net.d'} as const;

testCheck(test, check, {
	passes: {
		'containerd uses the first file': {evidence: {settled: true, runtime, files: [canal]}},
		'an old containerd that tells less': {
			evidence: {settled: true, runtime: {pluginDirectories: [], networks: []}, files: [canal]},
		},
		'a broken file that containerd has not looked at yet': {
			evidence: {settled: true, runtime, files: [cniFile('10-canal.conflist', '{')]},
		},
		'Multus as a single plugin': {
			evidence: {
				settled: true,
				runtime: {...runtime, networks: [{...loaded, name: 'multus-cni-network', plugins: ['multus']}]},
				files: [cniFile('00-multus.conf', {name: 'multus-cni-network', type: 'multus'}), canal],
			},
		},
	},
	fails: {
		'it could not load the file': {
			evidence: {
				settled: true,
				runtime: {...runtime, lastCniLoadStatus: 'cni config load failed: no name'},
				files: [],
			},
			findings: [{message: 'loadError', subject: directory, text: 'no name'}],
		},
		'its network is not ready': {
			evidence: {
				settled: true,
				runtime: {
					...runtime,
					networkReady: {
						isTrue: false,
						reason: 'NetworkPluginNotReady',
						message: 'cni plugin not initialized',
					},
				},
				files: [canal],
			},
			findings: [{message: 'notReady', subject: directory, text: 'cni plugin not initialized'}],
		},
		'it still uses the file from before': {
			evidence: {settled: true, runtime, files: [cilium, canal]},
			findings: [
				{
					message: 'stale',
					subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'},
					text: 'k8s-pod-network (calico, portmap, bandwidth)',
				},
			],
		},
		'it reads another directory': {
			evidence: {settled: true, runtime: {...runtime, configDirectory: '/etc/containerd/net.d'}, files: []},
			findings: [{message: 'elsewhere', subject: directory, text: '/etc/containerd/net.d'}],
		},
	},
});
