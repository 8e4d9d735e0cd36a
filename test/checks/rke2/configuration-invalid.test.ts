import {test} from 'vitest';
import check from '../../../checks/rke2/configuration-invalid.ts';
import {cniSelection} from '../../../src/derive/config-merge.ts';
import type {Rke2Configuration} from '../../../src/probes/rke2.configuration.ts';
import {testCheck, told} from '../../../src/testing.ts';

const path = '/etc/rancher/rke2/config.yaml';
const subject = {kind: 'File', name: path} as const;
const configuration = (
	cni: readonly string[] = [],
	files: Rke2Configuration['files'] = [{path, duplicates: []}],
): {readonly configuration: Rke2Configuration} => ({
	configuration: {
		files,
		settings: new Map(),
		cni: {
			...cniSelection(cni),
			isExplicit: cni.length > 0,
			source: cni.length > 0 ? path : "RKE2's default",
		},
	},
});
const server = {role: told<'server'>('server')};

testCheck(test, check, {
	passes: {
		'an agent without cni': {evidence: configuration()},
		'a server with the default': {evidence: configuration(), environment: server},
		'a server with Multus': {evidence: configuration(['multus', 'cilium']), environment: server},
		'a server with cni: none': {evidence: configuration(['none']), environment: server},
		'an agent with the configuration of its servers': {
			evidence: configuration(['multus', 'canal']),
			environment: {cni: told('canal')},
		},
		'an agent to which Rancher gave the configuration of all nodes': {
			evidence: configuration(['calico']),
			environment: {rancherProvisioned: told(true)},
		},
	},
	fails: {
		'a tab in a drop-in': {
			evidence: configuration(
				[],
				[
					{path, duplicates: []},
					{
						path: '/etc/rancher/rke2/config.yaml.d/10-net.yaml',
						problem: {message: 'Tabs are not allowed as indentation', line: 3, column: 1},
						duplicates: [],
					},
				],
			),
			findings: [
				{
					message: 'broken',
					subject: {kind: 'File', name: '/etc/rancher/rke2/config.yaml.d/10-net.yaml'},
					text: '(line 3, column 1)',
				},
			],
		},
		'Multus alone': {
			evidence: configuration(['multus']),
			environment: server,
			findings: [{message: 'cniRefused', subject, text: 'multus must be used alongside another primary cni'}],
		},
		'a CNI that RKE2 does not know': {
			evidence: configuration(['weave']),
			environment: server,
			findings: [{message: 'cniRefused', subject, text: 'Invalid value weave for --cni flag'}],
		},
		'cni on an agent': {
			evidence: configuration(['cilium']),
			findings: [{message: 'cniOnAgent', subject}],
		},
	},
});
