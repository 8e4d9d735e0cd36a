import {type CalicoSettings, calicoOfCharts} from '../derive/calico-chart.ts';
import {type CiliumSettings, ciliumOfCharts} from '../derive/cilium-chart.ts';
import type {DataPathEvidence} from './evidence.ts';

export const chartSource = 'kubectl -n kube-system get helmcharts,helmchartconfigs';

export const calicoSettings = ({helm}: DataPathEvidence): CalicoSettings | undefined =>
	helm.ok ? calicoOfCharts(helm.value.charts, helm.value.configs) : undefined;

export const ciliumSettings = ({helm}: DataPathEvidence): CiliumSettings | undefined =>
	helm.ok ? ciliumOfCharts(helm.value.charts, helm.value.configs) : undefined;
