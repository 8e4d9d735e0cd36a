import {test} from 'vitest';
import check from '../../../checks/multus/chart-values.ts';
import {testCheck} from '../../../src/testing.ts';
import {withMultus} from './builders.ts';
import {multusChart} from './charts.ts';

const environment = withMultus;
const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-multus'} as const;
const of = (values?: string, version?: string) => ({
	environment,
	evidence: {helm: multusChart(values, version)},
});
const thick = 'thickPlugin: {enabled: true}';

testCheck(test, check, {
	passes: {
		'no values': of(),
		'the thick plugin in a chart that has it': of(thick),
		'the thick plugin in the first chart that has it': of(thick, 'v4.2.103'),
		'settings of the thin plugin for the thin plugin': of('config: {cni_conf: {logLevel: debug}}'),
		'the controller with the thick plugin': of(`${thick}\ndynamicNetworksController: {enabled: true}`),
		'the thick plugin in a chart of a form that nobody knows': of(thick, 'v5.0.0-rc1'),
		'values that are not YAML, which is another finding': of('a: [', 'v4.1.205'),
	},
	fails: {
		'the thick plugin in an old chart': {
			...of(thick, 'v4.2.102'),
			findings: [{message: 'thickUnsupported', subject, text: 'v4.2.102'}],
		},
		'settings of the thin plugin for the thick one': {
			...of(`${thick}\nconfig: {cni_conf: {namespaceIsolation: true}}`),
			findings: [{message: 'ofThin', subject, text: 'config.cni_conf.namespaceIsolation'}],
		},
		'the controller without the thick plugin': {
			...of('dynamicNetworksController: {enabled: true}'),
			findings: [{message: 'needsThick', subject}],
		},
	},
});
