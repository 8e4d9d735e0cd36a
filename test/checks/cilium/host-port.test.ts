import {test} from 'vitest';
import check from '../../../checks/cilium/host-port.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumConflist, cniFile} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const plain = cniFile('05-cilium.conflist', {
	cniVersion: '0.3.1',
	name: 'cilium',
	plugins: [{type: 'cilium-cni'}],
});
const chained = cniFile('05-cilium.conflist', ciliumConflist);
const replaced = ciliumStatus({'kube-proxy-replacement': {mode: 'True'}});

testCheck(test, check, {
	passes: {
		'portmap is chained': {evidence: {status: ciliumStatus(), files: [chained]}, environment: onCilium},
		'Cilium replaces kube-proxy': {evidence: {status: replaced, files: [plain]}, environment: onCilium},
		'Cilium serves host ports alone': {
			evidence: {
				status: ciliumStatus({
					'kube-proxy-replacement': {mode: 'False', features: {hostPort: {enabled: true}}},
				}),
				files: [plain],
			},
			environment: onCilium,
		},
		'chained behind another plugin': {
			evidence: {
				status: ciliumStatus(),
				files: [
					cniFile('05-cilium.conflist', {
						cniVersion: '0.3.1',
						name: 'generic-veth',
						plugins: [{type: 'ptp', ipam: {type: 'host-local'}}, {type: 'cilium-cni'}],
					}),
				],
			},
			environment: onCilium,
		},
		'a file of somebody else': {
			evidence: {status: ciliumStatus(), files: [cniFile('10-x.conf', {name: 'x', type: 'bridge'})]},
			environment: onCilium,
		},
	},
	fails: {
		'nobody serves them': {
			evidence: {status: ciliumStatus(), files: [plain]},
			environment: onCilium,
			findings: [{message: 'unserved', subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'}}],
		},
	},
});
