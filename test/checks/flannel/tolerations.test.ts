import {test} from 'vitest';
import check from '../../../checks/flannel/tolerations.ts';
import type {HelmChartConfig} from '../../../src/parsers/helm-chart.ts';
import type {Taint} from '../../../src/parsers/kube-node.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelPod, helmObjectsIn, kubeNode} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'Node', name: 'node-2'} as const;
const configOf = (values: string): readonly HelmChartConfig[] =>
	helmObjectsIn(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-flannel}\nspec:\n  valuesContent: ${JSON.stringify(values)}\n`,
	).filter(object => object.kind === 'HelmChartConfig');
const evidence = (taints: readonly Taint[], values = '', runs = false) => ({
	node: kubeNode('node-2', {taints}),
	helm: {charts: [], configs: values === '' ? [] : configOf(values)},
	flannel: runs ? {pod: flannelPod()} : {},
});
const taint = (key: string, effect: string, value?: string): Taint => ({
	key,
	effect,
	...(value !== undefined && {value}),
});
const dedicated = taint('dedicated', 'NoSchedule', 'storage');

testCheck(test, check, {
	passes: {
		'no taint': {evidence: evidence([]), environment},
		'a cordoned node': {
			evidence: evidence([taint('node.kubernetes.io/unschedulable', 'NoSchedule')]),
			environment,
		},
		'a node that is not ready': {
			evidence: evidence([
				taint('node.kubernetes.io/not-ready', 'NoSchedule'),
				taint('node.kubernetes.io/not-ready', 'NoExecute'),
				taint('node.kubernetes.io/network-unavailable', 'NoSchedule'),
			]),
			environment,
		},
		'a server without workloads': {
			evidence: evidence([
				taint('node-role.kubernetes.io/control-plane', 'NoSchedule'),
				taint('node-role.kubernetes.io/etcd', 'NoExecute', 'true'),
			]),
			environment,
		},
		'a node that waits for its cloud': {
			evidence: evidence([taint('node.cloudprovider.kubernetes.io/uninitialized', 'NoSchedule', 'true')]),
			environment,
		},
		'a taint that only advises': {
			evidence: evidence([taint('dedicated', 'PreferNoSchedule', 'storage')]),
			environment,
		},
		'the user tolerates everything': {
			evidence: evidence([dedicated], 'flannel: {tolerations: [{operator: Exists}]}'),
			environment,
		},
		'the user tolerates this one': {
			evidence: evidence([dedicated], 'flannel: {tolerations: [{key: dedicated, value: storage}]}'),
			environment,
		},
		'an operator of the time to come': {
			evidence: evidence(
				[taint('example.com/sla', 'NoExecute', '950')],
				'flannel: {tolerations: [{key: example.com/sla, operator: Gt, value: "900"}]}',
			),
			environment,
		},
		'values that nobody can read': {evidence: evidence([dedicated], 'flannel: ['), environment},
	},
	fails: {
		'a taint of the user': {
			evidence: evidence([dedicated]),
			environment,
			findings: [{message: 'keptAway', subject, text: 'dedicated=storage:NoSchedule'}],
		},
		'the taint that RKE2 suggests for servers': {
			evidence: evidence([taint('CriticalAddonsOnly', 'NoExecute', 'true')]),
			environment,
			findings: [{message: 'keptAway', subject, text: 'CriticalAddonsOnly=true:NoExecute'}],
		},
		'a value where the chart tolerates none': {
			evidence: evidence([taint('node-role.kubernetes.io/control-plane', 'NoSchedule', 'true')]),
			environment,
			findings: [{message: 'keptAway', subject, text: 'control-plane=true:NoSchedule'}],
		},
		"a list of the user's replaces that of the chart": {
			evidence: evidence(
				[taint('node-role.kubernetes.io/etcd', 'NoExecute')],
				'flannel: {tolerations: [{key: dedicated, operator: Exists}]}',
			),
			environment,
			findings: [{message: 'keptAway', subject, text: 'etcd:NoExecute'}],
		},
		'a taint that came after the pod': {
			evidence: evidence([dedicated], '', true),
			environment,
			findings: [{message: 'notAgain', subject}],
		},
	},
});
