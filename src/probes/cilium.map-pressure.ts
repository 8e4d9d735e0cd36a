import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {metricsNamed} from '../parsers/prometheus.ts';
import {type CiliumConfiguration, ciliumConfiguration} from './cilium.configuration.ts';

/** A BPF map and the part of its room that is used, 0 to 1. */
export interface MapPressure {
	readonly map: string;
	readonly used: number;
}

/** `:9962`, only where prometheus.enabled is set in the chart. */
const portOf = (configuration: CiliumConfiguration): string | undefined =>
	/:(\d{1,5})$/.exec(configuration['prometheus-serve-addr'] ?? '')?.[1];

export const ciliumMapPressure = defineProbe({
	id: 'cilium.map-pressure',
	summary: 'how full the BPF maps of Cilium are, where its metrics are turned on',
	needs: {configuration: ciliumConfiguration},
	requests: ({configuration}) => {
		const port = portOf(configuration);
		return port === undefined ? [] : [http(`http://127.0.0.1:${port}/metrics`)];
	},
	parse: ([reply]): readonly MapPressure[] => {
		if (reply === undefined) {
			throw new Unavailable('dependency', 'the metrics of Cilium are not turned on (prometheus.enabled)');
		}
		return metricsNamed(textOf(reply), 'cilium_bpf_map_pressure').flatMap(({labels, value}) =>
			labels.map_name === undefined ? [] : [{map: labels.map_name, used: value}],
		);
	},
});
