import {test} from 'vitest';
import check from '../../../checks/multus/delegate-stale.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile, entries, minutesAgo, now} from '../builders.ts';
import {canalFile, thick, thickFile, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'File', name: '/etc/cni/net.d/00-multus.conf'} as const;
const file = (content: unknown) => cniFile('00-multus.conf', content);
const [calico, ...chained] = canalConflist.plugins;
const withMtu = (mtu: number) => ({...canalConflist, plugins: [{...calico, mtu}, ...chained]});
const base = {files: [thinFile, canalFile], entries: entries('00-multus.conf', '10-canal.conflist'), now};
const ciliumFile = cniFile('05-cilium.conflist', ciliumConflist);

testCheck(test, check, {
	passes: {
		'the same copy': {environment, evidence: base},
		'the same copy with its keys in another order': {
			environment,
			evidence: {
				...base,
				files: [
					file(
						thin(
							JSON.parse(
								JSON.stringify(canalConflist, [
									'plugins',
									'cniVersion',
									'type',
									'name',
									'ipam',
									'mtu',
									'ranges',
									'subnet',
									'snat',
									'capabilities',
									'portMappings',
									'bandwidth',
								]),
							),
						),
					),
					canalFile,
				],
			},
		},
		thick: {environment, evidence: {...base, files: [thickFile, canalFile]}},
		'a file that was written a moment ago': {
			environment,
			evidence: {
				...base,
				files: [file(thin(withMtu(8950))), {...canalFile, modified: minutesAgo(0.5) / 1000}],
			},
		},
		'a primary file that Multus was told to rename': {
			environment,
			evidence: {...base, files: [thinFile], entries: entries('00-multus.conf', '10-canal.conflist.old')},
		},
		'a later file of another CNI, which Multus was not told': {
			environment,
			evidence: {...base, files: [thinFile, canalFile, cniFile('20-cilium.conflist', ciliumConflist)]},
		},
		'a plugin before the CNI that nobody knows': {
			environment,
			evidence: {
				...base,
				files: [
					file(thin({name: 'x', type: 'meta'})),
					cniFile('05-x.conf', {name: 'x', type: 'meta'}),
					canalFile,
				],
			},
		},
		'a primary CNI chosen by name': {
			environment,
			evidence: {
				...base,
				files: [thinFile, cniFile('05-loopback.conf', {name: 'lo', type: 'loopback'}), canalFile],
			},
		},
	},
	fails: {
		'another CNI left a file that sorts earlier': {
			environment,
			evidence: {...base, files: [file(thin(ciliumConflist)), ciliumFile, canalFile]},
			findings: [
				{
					message: 'foreign',
					subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'},
					text: 'to Cilium instead of Canal',
				},
			],
		},
		'the daemon took a file that sorts earlier': {
			environment,
			evidence: {...base, files: [file(thick('05-cilium.conflist')), ciliumFile, canalFile]},
			findings: [{message: 'foreign', subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'}}],
		},
		'a file that sorts earlier came after the daemon had started': {
			environment,
			evidence: {...base, files: [thickFile, ciliumFile, canalFile]},
			findings: [
				{
					message: 'nextStart',
					subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'},
					text: 'of Cilium comes before the file of Canal',
				},
			],
		},
		'the CNI was changed and its file is gone': {
			environment: {...environment, cni: told('cilium')},
			evidence: {...base, files: [thinFile, ciliumFile]},
			findings: [{message: 'former', subject, text: 'to Canal'}],
		},
		'an MTU of yesterday': {
			environment,
			evidence: {...base, files: [file(thin(withMtu(8950))), canalFile]},
			findings: [{message: 'differs', subject, text: 'plugins[0].mtu 8950 instead of 1450'}],
		},
		'another version': {
			environment,
			evidence: {...base, files: [file(thin({...canalConflist, cniVersion: '0.4.0'})), canalFile]},
			findings: [{message: 'differs', subject, text: 'cniVersion "0.4.0" instead of "0.3.1"'}],
		},
	},
});
