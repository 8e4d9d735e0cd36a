import {describe, expect, it} from 'vitest';
import {felixSetting} from '../../src/derive/felix-setting.ts';
import {felixSettings} from '../../src/probes/felix.settings.ts';
import {helmObjectsIn} from '../checks/builders.ts';
import {failed, known, probed} from './run-probe.ts';

const configs = helmObjectsIn(
	'apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-calico, namespace: kube-system}\nspec:\n  valuesContent: |\n    felixConfiguration: {healthPort: 9199}\n',
);
const process = known({felix: {FELIX_IPTABLESBACKEND: 'nft'}});
const configurations = known([
	{name: 'default', spec: {healthPort: 9099, iptablesBackend: 'Legacy'}},
	{name: 'node.node-2', spec: {healthPort: 9299}},
	{name: 'node.node-3', spec: {healthPort: 9399}},
]);
const name = known({name: 'node-2'});
const none = {process: failed, configurations: failed, helm: failed, name: failed};
const settingsOf = (wants: object) => probed(felixSettings, {}, {}, {...none, ...wants});

describe('felix.settings', () => {
	it.each([
		[
			'the environment beats all',
			{process, configurations, name},
			'iptablesBackend',
			{value: 'nft', setBy: 'FELIX_IPTABLESBACKEND', isCertain: true},
		],
		[
			'the resource of this node beats that of all',
			{process, configurations, name},
			'healthPort',
			{value: '9299', setBy: 'FelixConfiguration node.node-2', isCertain: true},
		],
		['what nobody sets is the default', {process, configurations, name}, 'bpfEnabled', {isCertain: true}],
		[
			'an environment that may not be read may say otherwise',
			{configurations, name},
			'healthPort',
			{value: '9299', setBy: 'FelixConfiguration node.node-2', isCertain: false},
		],
		[
			'of an agent the values of the chart are known',
			{
				process,
				helm: known({charts: [], configs: configs.flatMap(object => ('values' in object ? [object] : []))}),
			},
			'healthPort',
			{value: '9199', setBy: 'values of the chart', isCertain: false},
		],
		['nothing could be read', {}, 'healthPort', {isCertain: false}],
	])('%s', (_, wants, key, expected) => {
		expect(felixSetting(settingsOf(wants), key)).toEqual(expected);
	});
});
