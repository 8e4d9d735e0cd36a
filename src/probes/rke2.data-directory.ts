import {defineProbe} from '../core/probe.ts';
import {dataDirectory} from '../derive/config-merge.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2UnitEnvironment} from './rke2.unit-environment.ts';

export interface DataDirectory {
	readonly path: string;
	/** True when the configuration could not be read, so that RKE2's default is a guess. */
	readonly isAssumed: boolean;
}

export const rke2DataDirectory = defineProbe({
	id: 'rke2.data-directory',
	summary: "RKE2's data directory",
	wants: {configuration: rke2Configuration, environment: rke2UnitEnvironment},
	requests: () => [],
	parse: (_, __, {configuration, environment}): DataDirectory => {
		const settings = configuration.ok ? configuration.value.settings : new Map();
		const variable = environment.ok ? environment.value.variables.RKE2_DATA_DIR : undefined;
		return {path: dataDirectory(settings, variable), isAssumed: !configuration.ok};
	},
});
