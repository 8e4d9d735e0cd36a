import {test} from 'vitest';
import check from '../../../checks/cni/plugin-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile, entries, entry} from '../builders.ts';

const canal = cniFile('10-canal.conflist', canalConflist);
const ofCanal = entries('bandwidth', 'calico', 'calico-ipam', 'flannel', 'host-local', 'loopback', 'portmap');
const subject = {kind: 'Directory', name: '/opt/cni/bin'} as const;
const without = (name: string) => ofCanal.filter(binary => binary.name !== name);

testCheck(test, check, {
	passes: {
		'Canal with its plugins': {evidence: {files: [canal], binaries: ofCanal}},
		'plugins that are symbolic links': {
			evidence: {files: [canal], binaries: ofCanal.map(binary => ({...binary, type: 'symlink' as const}))},
		},
		'a second file whose plugins are missing': {
			evidence: {files: [canal, cniFile('20-cilium.conflist', ciliumConflist)], binaries: ofCanal},
		},
		'a broken file, which is another finding': {
			evidence: {files: [cniFile('10-canal.conflist', '{')], binaries: []},
		},
	},
	fails: {
		'the IPAM plugin is missing': {
			evidence: {files: [canal], binaries: without('host-local')},
			findings: [{message: 'missing', subject, text: 'needs host-local'}],
		},
		'an empty directory': {
			evidence: {files: [canal], binaries: []},
			findings: [{message: 'missing', subject, text: 'calico, host-local, portmap, bandwidth'}],
		},
		'what Flannel delegates to is missing': {
			evidence: {
				files: [cniFile('10-flannel.conflist', {name: 'cbr0', plugins: [{type: 'flannel', delegate: {}}]})],
				binaries: entries('flannel', 'host-local'),
			},
			findings: [{message: 'missing', subject, text: 'needs bridge'}],
		},
		'a delegate of Multus is missing': {
			evidence: {
				files: [cniFile('00-multus.conf', {name: 'm', type: 'multus', delegates: [canalConflist]})],
				binaries: [...without('portmap'), ...entries('multus')],
			},
			findings: [{message: 'missing', subject, text: 'needs portmap'}],
		},
		'what the daemon of Multus calls is missing': {
			evidence: {
				files: [
					cniFile('00-multus.conf', {
						name: 'm',
						type: 'multus-shim',
						clusterNetwork: '/host/etc/cni/net.d/10-canal.conflist',
					}),
					canal,
				],
				binaries: [...without('calico'), ...entries('multus-shim')],
			},
			findings: [{message: 'missing', subject, text: 'needs calico'}],
		},
		'a link to where the plugins were before': {
			evidence: {
				files: [canal],
				binaries: [...without('calico'), entry('calico', {type: 'symlink', isDangling: true})],
			},
			findings: [{message: 'damaged', subject, text: 'calico, and what /opt/cni/bin has of that name'}],
		},
		'plugins that a full disk left empty': {
			evidence: {
				files: [canal],
				binaries: [...without('portmap'), entry('portmap', {size: 0})],
			},
			findings: [
				{
					message: 'damaged',
					subject,
					text: 'portmap, and what /opt/cni/bin has of that name cannot be run (an empty file',
				},
			],
		},
		'a plugin that lost its mode': {
			evidence: {files: [canal], binaries: [...without('portmap'), entry('portmap', {mode: 0o644})]},
			findings: [{message: 'notExecutable', subject, text: 'portmap'}],
		},
	},
});
