import {test} from 'vitest';
import check from '../../../checks/interface/node-ip-registered.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelNode} from '../flannel-builders.ts';

const configured = (values: Readonly<Record<string, unknown>>) => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'canal', multus: false, isExplicit: false, source: "RKE2's default"} as const,
});

testCheck(test, check, {
	passes: {
		'not configured': {evidence: {configuration: configured({}), node: flannelNode(2)}},
		'the same': {evidence: {configuration: configured({'node-ip': '10.0.0.2'}), node: flannelNode(2)}},
		'IPv6 in another spelling': {
			evidence: {
				configuration: configured({'node-ip': ['10.0.0.2', 'fd00:0:0::2']}),
				node: flannelNode(2, {internalIps: ['10.0.0.2', 'fd00::2']}),
			},
		},
		'not registered yet': {
			evidence: {configuration: configured({'node-ip': '10.0.0.2'}), node: flannelNode(2, {internalIps: []})},
		},
	},
	fails: {
		'changed, but not restarted since': {
			evidence: {configuration: configured({'node-ip': '192.168.56.2'}), node: flannelNode(2)},
			findings: [
				{
					message: 'differs',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'node-ip is 192.168.56.2, but this node is registered with 10.0.0.2',
				},
			],
		},
	},
});
