import {test} from 'vitest';
import check from '../../../checks/cni/configuration-invalid.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile, entries, entry} from '../builders.ts';

const own = '10-canal.conflist';
const subject = {kind: 'File', name: '/etc/cni/net.d/10-canal.conflist'} as const;
const truncated = '{\n  "name": "k8s-pod-network",\n  "plugins": [\n';

testCheck(test, check, {
	passes: {
		'Canal as RKE2 writes it': {evidence: {entries: entries(own), files: [cniFile(own, canalConflist)]}},
		'a remark that stands twice': {
			evidence: {entries: entries(own), files: [{...cniFile(own, canalConflist), repeated: ['comment']}]},
		},
		'no file at all, which is another finding': {evidence: {entries: entries(own), files: []}},
		'a broken second file, which containerd never looks at': {
			evidence: {entries: entries(own), files: [cniFile(own, canalConflist), cniFile('99-broken.conf', '{')]},
		},
		'a single plugin with a name': {
			evidence: {
				entries: entries(own),
				files: [cniFile('00-multus.conf', {name: 'multus-cni-network', type: 'multus'})],
			},
		},
		'no plugins inline, which CNI 1.1 takes from a directory': {
			evidence: {
				entries: [...entries(own), entry('k8s-pod-network', {type: 'directory'})],
				files: [cniFile(own, {name: 'k8s-pod-network', cniVersion: '1.1.0'})],
			},
		},
	},
	fails: {
		'two lists of plugins in one file': {
			evidence: {
				entries: entries(own),
				files: [{...cniFile(own, canalConflist), repeated: ['plugins', 'comment']}],
			},
			findings: [{message: 'repeated', subject, text: 'has plugins twice in one object'}],
		},
		'a file that ends in the middle': {
			evidence: {
				entries: entries(own),
				files: [cniFile(own, truncated), cniFile('20-good.conflist', canalConflist)],
				runtime: {
					pluginDirectories: [],
					networks: [],
					lastCniLoadStatus: 'unexpected end of JSON input: invalid cni config',
				},
			},
			findings: [{message: 'invalid', subject, text: '(line 4, column 1)'}],
		},
		'an empty file': {
			evidence: {entries: entries(own), files: [cniFile(own, '')]},
			findings: [{message: 'invalid', subject, text: 'the end of the text'}],
		},
		'a list without a name': {
			evidence: {entries: entries(own), files: [cniFile(own, {plugins: canalConflist.plugins})]},
			findings: [{message: 'invalid', subject, text: '"name"'}],
		},
		'a plugin without a type': {
			evidence: {entries: entries(own), files: [cniFile(own, {name: 'x', plugins: [{mtu: 1450}]})]},
			findings: [{message: 'invalid', subject, text: '"type"'}],
		},
		'plugins under another key': {
			evidence: {
				entries: entries(own),
				files: [cniFile(own, {name: 'cbr0', plugin: canalConflist.plugins})],
			},
			findings: [{message: 'invalid', subject, text: 'no "plugins", and there is no directory cbr0'}],
		},
		'a version that nobody knows': {
			evidence: {entries: entries(own), files: [cniFile(own, {...canalConflist, cniVersion: '3.1'})]},
			findings: [{message: 'version', subject, text: 'has the cniVersion 3.1'}],
		},
		'an empty list of plugins': {
			evidence: {entries: entries(own), files: [cniFile(own, {name: 'x', plugins: []})]},
			findings: [{message: 'invalid', subject, text: 'at least one plugin'}],
		},
		'a single plugin without a name': {
			evidence: {entries: entries(own), files: [cniFile('10-bridge.conf', {type: 'bridge'})]},
			findings: [{message: 'nameless', subject: {kind: 'File', name: '/etc/cni/net.d/10-bridge.conf'}}],
		},
	},
});
