import {test} from 'vitest';
import check from '../../../checks/calico/ipam-type.ts';
import {parseInstallation} from '../../../src/parsers/tigera-operator.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, cniFile} from '../builders.ts';

const installed = (spec: object, status: object = {}) => ({
	installation: parseInstallation(JSON.stringify({metadata: {name: 'default'}, spec, status})),
});
const told = (type: string) => installed({cni: {type: 'Calico', ipam: {type}}});
const written = (type: string) => [
	cniFile('10-calico.conflist', {name: 'k8s-pod-network', plugins: [{type: 'calico', ipam: {type}}]}),
];
const [blocks, ranges] = [written('calico-ipam'), written('host-local')];
const subject = {kind: 'File', name: '/etc/cni/net.d/10-calico.conflist'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'blocks, which is what no value means': {evidence: {found: installed({}), files: blocks}},
		'the ranges of the Nodes, as they are asked for': {evidence: {found: told('HostLocal'), files: ranges}},
		'what the operator has worked out, whatever was asked for': {
			evidence: {
				found: installed({cni: {ipam: {type: 'Calico'}}}, {computed: {cni: {ipam: {type: 'HostLocal'}}}}),
				files: ranges,
			},
		},
		'a change that the operator still carries out': {
			evidence: {
				found: installed(
					{cni: {ipam: {type: 'HostLocal'}}},
					{conditions: [{type: 'Progressing', status: 'True', reason: 'ResourceNotReady'}]},
				),
				files: blocks,
			},
		},
		'the plugin of a cloud': {
			evidence: {found: installed({cni: {type: 'AmazonVPC', ipam: {type: 'AmazonVPC'}}}), files: ranges},
		},
		'the network of somebody else': {
			evidence: {
				found: told('Calico'),
				files: [
					cniFile('10-other.conflist', {name: 'other', plugins: [{type: 'ptp', ipam: {type: 'host-local'}}]}),
				],
			},
		},
		'no Installation': {evidence: {found: {}, files: ranges}},
	},
	fails: {
		'a file of the time before HostLocal was asked for': {
			evidence: {found: told('HostLocal'), files: blocks},
			findings: [{message: 'differs', subject, text: 'from calico-ipam'}],
		},
		'a file that somebody edited': {
			evidence: {found: installed({}), files: ranges},
			findings: [{message: 'differs', subject, text: 'the Installation says Calico, which is calico-ipam'}],
		},
	},
});
