import {test} from 'vitest';
import check from '../../../checks/cni/configuration-invalid.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile} from '../builders.ts';

const own = '10-canal.conflist';
const subject = {kind: 'File', name: '/etc/cni/net.d/10-canal.conflist'} as const;
const truncated = '{\n  "name": "k8s-pod-network",\n  "plugins": [\n';

testCheck(test, check, {
	passes: {
		'Canal as RKE2 writes it': {evidence: {files: [cniFile(own, canalConflist)]}},
		'no file at all, which is another finding': {evidence: {files: []}},
		'a broken second file, which containerd never looks at': {
			evidence: {files: [cniFile(own, canalConflist), cniFile('99-broken.conf', '{')]},
		},
		'a single plugin with a name': {
			evidence: {files: [cniFile('00-multus.conf', {name: 'multus-cni-network', type: 'multus'})]},
		},
		'no plugins inline, which CNI 1.1 allows': {
			evidence: {files: [cniFile(own, {name: 'k8s-pod-network', cniVersion: '1.1.0'})]},
		},
	},
	fails: {
		'a file that ends in the middle': {
			evidence: {
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
			evidence: {files: [cniFile(own, '')]},
			findings: [{message: 'invalid', subject, text: 'the end of the text'}],
		},
		'a list without a name': {
			evidence: {files: [cniFile(own, {plugins: canalConflist.plugins})]},
			findings: [{message: 'invalid', subject, text: '"name"'}],
		},
		'a plugin without a type': {
			evidence: {files: [cniFile(own, {name: 'x', plugins: [{mtu: 1450}]})]},
			findings: [{message: 'invalid', subject, text: '"type"'}],
		},
		'an empty list of plugins': {
			evidence: {files: [cniFile(own, {name: 'x', plugins: []})]},
			findings: [{message: 'invalid', subject, text: 'at least one plugin'}],
		},
		'a single plugin without a name': {
			evidence: {files: [cniFile('10-bridge.conf', {type: 'bridge'})]},
			findings: [{message: 'nameless', subject: {kind: 'File', name: '/etc/cni/net.d/10-bridge.conf'}}],
		},
	},
});
