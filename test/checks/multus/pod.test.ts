import {test} from 'vitest';
import check from '../../../checks/multus/pod.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {helmObjectsIn, kubeNode, minutesAgo, now, sandbox} from '../builders.ts';
import {multusPod, withMultus} from './builders.ts';

const deployed = {charts: [...charts('rke2-canal'), ...charts('rke2-multus')], configs: []};
const node = kubeNode('node-2', {labels: {'kubernetes.io/os': 'linux'}});
const sandboxes = [sandbox('rke2-canal-x7k2p', {createdAt: minutesAgo(24 * 60)})];
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus'} as const;
const base = {multus: {}, helm: deployed, node, sandboxes, now};

function charts(name: string) {
	return helmObjectsIn(`apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: ${name}}`).filter(
		object => object.kind === 'HelmChart',
	);
}
const configs = (values: string) =>
	helmObjectsIn(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-multus}\nspec:\n  valuesContent: |-\n    ${values}`,
	).filter(object => object.kind === 'HelmChartConfig');

testCheck(test, check, {
	passes: {
		'a pod that is ready': {environment: withMultus, evidence: {...base, multus: {pod: multusPod()}}},
		'a Multus that nobody deployed with the chart': {
			environment: withMultus,
			evidence: {...base, helm: {charts: [], configs: []}},
		},
		'a node that is new': {
			environment: withMultus,
			evidence: {...base, sandboxes: [sandbox('rke2-canal-x7k2p', {createdAt: minutesAgo(3)})]},
		},
		'RKE2 is starting': {environment: {...withMultus, service: told('starting')}, evidence: base},
		'a node that the chart leaves out by a label': {
			environment: withMultus,
			evidence: {...base, helm: {...deployed, configs: configs('labels: {nodeSelector: {multus: "yes"}}')}},
		},
		'a taint that the tolerations of the user may not cover': {
			environment: withMultus,
			evidence: {
				...base,
				node: {...node, taints: [{key: 'gpu', effect: 'NoSchedule'}]},
				helm: {...deployed, configs: configs('tolerations: []')},
			},
		},
		'a pod that is being replaced': {
			environment: withMultus,
			evidence: {...base, multus: {pod: multusPod({isReady: false, createdAt: minutesAgo(1)})}},
		},
	},
	fails: {
		'no pod': {environment: withMultus, evidence: base, findings: [{message: 'absent', subject}]},
		'a sandbox that is down': {
			environment: withMultus,
			evidence: {...base, multus: {pod: multusPod({isReady: false})}},
			findings: [{message: 'sandboxDown', subject}],
		},
	},
});
