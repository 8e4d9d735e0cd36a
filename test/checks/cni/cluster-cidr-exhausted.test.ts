import {test} from 'vitest';
import check from '../../../checks/cni/cluster-cidr-exhausted.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelNode} from '../flannel-builders.ts';

const helm = (cluster: string) => ({
	charts: [
		{
			kind: 'HelmChart' as const,
			name: 'rke2-canal',
			duplicates: [],
			isBootstrap: true,
			set: {'global.clusterCIDR': cluster},
		},
	],
	configs: [],
});
const none = flannelNode(9, {podCidrs: []});
const full = [0, 1, 2, 3].map(n => flannelNode(n));
const evidence = {node: none, nodes: [...full, none], helm: helm('10.42.0.0/22')};

testCheck(test, check, {
	passes: {
		'this Node has its range': {evidence: {...evidence, node: flannelNode(3)}},
		'there are ranges left': {evidence: {...evidence, helm: helm('10.42.0.0/16')}},
		'ranges of several sizes, of which nobody can tell how many there are': {
			evidence: {...evidence, nodes: [...full, flannelNode(5, {podCidrs: ['10.42.3.128/25']}), none]},
		},
		'nobody has one': {evidence: {...evidence, nodes: [none]}},
		'no cluster CIDR is known': {evidence: {...evidence, helm: {charts: [], configs: []}}},
	},
	fails: {
		'as many Nodes as ranges': {
			evidence,
			findings: [
				{
					message: 'exhausted',
					subject: {kind: 'AddressRange', name: '10.42.0.0/22'},
					text: 'cut into ranges of /24, it has 4, and 4 other Nodes have them',
				},
			],
		},
	},
});
