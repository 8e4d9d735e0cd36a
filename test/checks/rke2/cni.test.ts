import {test} from 'vitest';
import none from '../../../checks/rke2/cni-none.ts';
import signals from '../../../checks/rke2/cni-signals.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {cniFile} from '../builders.ts';

const node = {kind: 'Node', name: 'node-2'} as const;
const antrea = cniFile('10-antrea.conflist', {name: 'antrea', plugins: [{type: 'antrea'}]});

testCheck(test, none, {
	passes: {
		'a CNI that is being installed': {evidence: {files: [antrea]}, environment: {cni: told('none')}},
	},
	fails: {
		'nobody installed one': {
			evidence: {files: []},
			environment: {cni: told('none')},
			findings: [{message: 'unconfigured', subject: node}],
		},
		"the user's own": {
			evidence: {files: [antrea]},
			environment: {cni: told('other')},
			findings: [
				{
					message: 'own',
					subject: {kind: 'File', name: '/etc/cni/net.d/10-antrea.conflist'},
					text: 'antrea in',
				},
			],
		},
	},
});

const read = {entries: [], links: []};
const said = (source: string, says: string) => ({source, says});
const canal = {value: 'canal', signals: [said('crictl pods', 'pod rke2-canal-x7k2p')]} as const;

testCheck(test, signals, {
	passes: {
		'all speak for Canal': {evidence: read, environment: {cni: canal}},
	},
	fails: {
		'cni was changed on a server': {
			evidence: read,
			environment: {
				cni: {
					...canal,
					conflicts: [
						said('/etc/rancher/rke2/config.yaml', 'configuration cni: cilium'),
						said('ip -j -d link show', 'link cilium_host'),
					],
				},
			},
			findings: [{message: 'configured', subject: node, text: 'told otherwise: configuration cni: cilium'}],
		},
		'a device of an earlier CNI': {
			evidence: read,
			environment: {cni: {...canal, conflicts: [said('ip -j -d link show', 'link vxlan.calico')]}},
			findings: [{message: 'leftover', subject: node, text: 'link vxlan.calico'}],
		},
	},
});
