import {defineProbe} from '../core/probe.ts';
import {userValuesOf} from '../derive/chart-values.ts';
import type {FelixSettings} from '../derive/felix-setting.ts';
import {objectIfAt, present} from '../parsers/json-value.ts';
import {calicoFelixConfiguration} from './calico.felix-configuration.ts';
import {calicoProcess} from './calico.process.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';
import {rke2NodeName} from './rke2.node-name.ts';

/** Agents may not read FelixConfigurations; what the chart makes of the user's values they may. */
export const felixSettings = defineProbe({
	id: 'felix.settings',
	summary: 'what tells Felix how to work: its environment, FelixConfigurations, values of rke2-calico',
	wants: {
		process: calicoProcess,
		configurations: calicoFelixConfiguration,
		helm: kubernetesHelm,
		name: rke2NodeName,
	},
	requests: () => [],
	parse: (_, __, {process, configurations, helm, name}): FelixSettings => {
		const names = [...(name.ok ? [`node.${name.value.name}`] : []), 'default'];
		const values = helm.ok ? userValuesOf(helm.value.configs, 'rke2-calico') : undefined;
		return present({
			environment: process.ok ? process.value?.felix : undefined,
			configurations: configurations.ok
				? names.flatMap(wanted => configurations.value.find(({name: own}) => own === wanted) ?? [])
				: undefined,
			chart: values && (objectIfAt(values, 'felixConfiguration') ?? {}),
		});
	},
});
