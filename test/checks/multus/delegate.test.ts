import {test} from 'vitest';
import check from '../../../checks/multus/delegate.ts';
import {testCheck} from '../../../src/testing.ts';
import {cniFile} from '../builders.ts';
import {canalFile, thick, thickFile, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'File', name: '/etc/cni/net.d/00-multus.conf'} as const;
const file = (content: unknown) => cniFile('00-multus.conf', content);

testCheck(test, check, {
	passes: {
		thin: {environment, evidence: {files: [thinFile, canalFile]}},
		thick: {environment, evidence: {files: [thickFile, canalFile]}},
		'a clusterNetwork that is the name of a definition': {
			environment,
			evidence: {files: [file({...thick(), clusterNetwork: 'default-net'}), canalFile]},
		},
		'a clusterNetwork elsewhere, which is not read': {
			environment,
			evidence: {files: [file({...thick(), clusterNetwork: '/etc/kubernetes/cni/net.d/10-x.conflist'})]},
		},
		'a second delegate that goes on with something, which is no primary network': {
			environment,
			evidence: {
				files: [
					file({...thin(), delegates: [...thin().delegates, {name: 'tuned', type: 'tuning'}]}),
					canalFile,
				],
			},
		},
		'no file of Multus, which is another finding': {environment, evidence: {files: [canalFile]}},
		'two files of Multus with the same primary': {
			environment,
			evidence: {files: [thinFile, cniFile('00-multus.conflist', {name: 'm', plugins: [thin()]}), canalFile]},
		},
	},
	fails: {
		'no delegate': {
			environment,
			evidence: {files: [file({...thin(), delegates: []}), canalFile]},
			findings: [{message: 'none', subject}],
		},
		'thin Multus calls itself': {
			environment,
			evidence: {files: [file(thin(thin())), canalFile]},
			findings: [{message: 'itself', subject, text: 'multus-cni-network with the plugin multus'}],
		},
		'a copy that begins with a plugin for behind another': {
			environment,
			evidence: {files: [file(thin({name: 'ports', cniVersion: '1.0.0', type: 'portmap'})), canalFile]},
			findings: [{message: 'unchained', subject, text: 'hands pods to portmap first'}],
		},
		'the copy of a list that calls Multus': {
			environment,
			evidence: {
				files: [file(thin({name: 'second', cniVersion: '1.0.0', plugins: [thin()]})), canalFile],
			},
			findings: [{message: 'itself', subject, text: 'second'}],
		},
		'the daemon is told its own file': {
			environment,
			evidence: {files: [file(thick('00-multus.conf')), canalFile]},
			findings: [{message: 'itself', subject, text: 'clusterNetwork is /etc/cni/net.d/00-multus.conf'}],
		},
		'the daemon is told a file that is gone': {
			environment,
			evidence: {files: [file(thick('10-calico.conflist')), canalFile]},
			findings: [{message: 'clusterNetworkMissing', subject, text: '/etc/cni/net.d/10-calico.conflist'}],
		},
	},
});
