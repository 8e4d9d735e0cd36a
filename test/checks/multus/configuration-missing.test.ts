import {test} from 'vitest';
import check from '../../../checks/multus/configuration-missing.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalConflist, cniFile, containerRun, entries, minutesAgo, now} from '../builders.ts';
import {canalFile, multusPod, thickFile, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const directory = {kind: 'Directory', name: '/etc/cni/net.d'} as const;
const names = (...more: readonly string[]) => entries('10-canal.conflist', ...more);
const base = {
	files: [thinFile, canalFile],
	entries: names('00-multus.conf'),
	multus: {pod: multusPod()},
	now,
};
const without = {...base, files: [canalFile], entries: names('multus.d')};

testCheck(test, check, {
	passes: {
		thin: {environment, evidence: base},
		thick: {environment, evidence: {...base, files: [thickFile, canalFile]}},
		'a list, for a primary CNI of version 1.0.0': {
			environment,
			evidence: {
				...base,
				files: [
					cniFile('00-multus.conflist', {cniVersion: '1.0.0', name: 'multus-cni-network', plugins: [thin()]}),
					canalFile,
				],
			},
		},
		'a Multus pod that has just started': {
			environment,
			evidence: {
				...without,
				multus: {
					pod: multusPod({containers: [containerRun('kube-rke2-multus', {createdAt: minutesAgo(1)})]}),
				},
			},
		},
		'no Multus pod, which is another finding': {environment, evidence: {...without, multus: {}}},
		'an empty directory, which is another finding': {
			environment,
			evidence: {...base, files: [], entries: []},
		},
		'a broken file of Multus, which is another finding': {
			environment,
			evidence: {...base, files: [cniFile('00-multus.conf', '{'), canalFile]},
		},
		'a foreign file before Multus, which is another finding': {
			environment,
			evidence: {...base, files: [cniFile('00-a.conf', {name: 'a', type: 'ptp'}), thinFile, canalFile]},
		},
		'a .cilium_bak of long ago beside the file of today': {
			environment,
			evidence: {...base, entries: names('00-multus.conf', '00-multus.conf.cilium_bak')},
		},
	},
	fails: {
		'Cilium renamed the file': {
			environment: {...environment, cni: told('cilium')},
			evidence: {...without, entries: names('00-multus.conf.cilium_bak')},
			findings: [{message: 'renamed', subject: directory, text: '00-multus.conf.cilium_bak'}],
		},
		'no file while Multus runs': {
			environment,
			evidence: without,
			findings: [{message: 'missing', subject: directory, text: '10-canal.conflist alone'}],
		},
		'a file that comes too late': {
			environment,
			evidence: {
				...base,
				files: [canalFile, cniFile('70-multus.conf', thin(canalConflist))],
				entries: names('70-multus.conf'),
			},
			findings: [
				{
					message: 'notFirst',
					subject: {kind: 'File', name: '/etc/cni/net.d/70-multus.conf'},
					text: 'calls calico',
				},
			],
		},
	},
});
