import {test} from 'vitest';
import check from '../../../checks/multus/whereabouts.ts';
import {testCheck} from '../../../src/testing.ts';
import {entries, entry, kubeNode, minutesAgo, now, sandbox} from '../builders.ts';
import {withMultus} from './builders.ts';
import {multusChart} from './charts.ts';

const environment = withMultus;
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus-rke2-whereabouts'} as const;
const base = {
	helm: multusChart('rke2-whereabouts: {enabled: true}'),
	binaries: entries('macvlan', 'whereabouts'),
	files: entries('whereabouts.conf', 'whereabouts.kubeconfig'),
	node: kubeNode('node-2'),
	sandboxes: [sandbox('rke2-canal-x7k2p')],
	now,
};

testCheck(test, check, {
	passes: {
		'everything is there': {environment, evidence: base},
		'a chart without it': {environment, evidence: {...base, helm: multusChart(), binaries: [], files: []}},
		'a new node': {
			environment,
			evidence: {...base, files: [], sandboxes: [sandbox('a', {createdAt: minutesAgo(3)})]},
		},
		'a taint that keeps its pod away': {
			environment,
			evidence: {...base, files: [], node: kubeNode('node-2', {taints: [{key: 'x', effect: 'NoExecute'}]})},
		},
		'only some nodes': {
			environment,
			evidence: {
				...base,
				files: [],
				helm: multusChart('rke2-whereabouts: {enabled: true, nodeSelector: {lan: "yes"}}'),
			},
		},
	},
	fails: {
		'no plugin': {
			environment,
			evidence: {...base, binaries: [entry('whereabouts', {mode: 0o644})]},
			findings: [{message: 'incomplete', subject, text: 'no /opt/cni/bin/whereabouts'}],
		},
		'no configuration': {
			environment,
			evidence: {...base, files: []},
			findings: [{message: 'incomplete', subject, text: 'whereabouts.d/whereabouts.conf'}],
		},
	},
});
