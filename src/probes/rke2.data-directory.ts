import type {Evidence} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {dataDirectory} from '../derive/config-merge.ts';
import type {Process} from '../parsers/pgrep.ts';
import {processList} from './process.list.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2UnitEnvironment} from './rke2.unit-environment.ts';

export interface DataDirectory {
	readonly path: string;
	/** True when nothing could be read that names it, so that RKE2's default is a guess. */
	readonly isAssumed: boolean;
}

/** Files under the data directory that RKE2 names to what it starts; anybody may read a command line. */
const namedFile =
	/(?:^|[\s=])(\/\S+)\/agent\/(?:etc\/containerd\/config\.toml|(?:kubelet|kubeproxy)\.kubeconfig)(?:\s|$)/;

const directoryOfRunning = (processes: Evidence<readonly Process[]>): string | undefined =>
	(processes.ok ? processes.value : [])
		.map(({commandLine}) => namedFile.exec(commandLine)?.[1])
		.find(path => path !== undefined);

export const rke2DataDirectory = defineProbe({
	id: 'rke2.data-directory',
	summary: "RKE2's data directory",
	wants: {configuration: rke2Configuration, unit: rke2UnitEnvironment, processes: processList},
	requests: () => [],
	parse: (_, __, {configuration, unit, processes}): DataDirectory => {
		const settings = configuration.ok ? configuration.value.settings : new Map();
		const variable = unit.ok ? unit.value.variables.RKE2_DATA_DIR : undefined;
		const running = configuration.ok ? undefined : directoryOfRunning(processes);
		return {
			path: running ?? dataDirectory(settings, variable),
			isAssumed: !configuration.ok && running === undefined,
		};
	},
});
