import {type Evidence, entriesIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';
import {isDropIn} from '../derive/config-merge.ts';
import {rke2UnitEnvironment, type UnitEnvironment} from './rke2.unit-environment.ts';

const defaultPath = '/etc/rancher/rke2/config.yaml';

/** RKE2_CONFIG_FILE of the unit, never that of the program that asks. */
const basePath = (environment: Evidence<UnitEnvironment>): string => {
	const path = (environment.ok ? environment.value.variables.RKE2_CONFIG_FILE : undefined) ?? defaultPath;
	if (!path.startsWith('/')) {
		throw new Unavailable(
			'refused',
			`RKE2 reads its configuration from ${path}, which is no file of this node`,
		);
	}
	return path;
};

export const rke2ConfigurationFiles = defineProbe({
	id: 'rke2.configuration-files',
	summary: "names of RKE2's configuration files, in the order in which it reads them",
	wants: {unit: rke2UnitEnvironment},
	requests: (_, {unit}) => [directory(`${basePath(unit)}.d`)],
	parse: ([dropIns], _, {unit}): readonly string[] => {
		const base = basePath(unit);
		const names = (entriesIfFound(dropIns) ?? [])
			.filter(({name, type}) => isDropIn(name) && type !== 'directory')
			.map(({name}) => name)
			.toSorted();
		return [base, ...names.map(name => `${base}.d/${name}`)];
	},
});
