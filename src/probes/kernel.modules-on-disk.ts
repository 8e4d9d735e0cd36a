import {entriesIfFound, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory, file} from '../core/request.ts';
import {hasModule, networkModules} from '../derive/kernel-capability.ts';
import {parseModulePaths} from '../parsers/kernel-modules.ts';
import {flannelNetConf} from './flannel.net-conf.ts';
import {type KernelModules, kernelModules} from './kernel.modules.ts';
import {systemKernel} from './system.kernel.ts';

export interface ModulesOnDisk {
	/** Modules that can be loaded; absent when the running kernel has no directory or when nobody asked. */
	readonly loadable?: ReadonlySet<string>;
	/** Kernel releases that have modules. */
	readonly releases: readonly string[];
}

/** The list of all modules is long: it is read only where one of those that matter is not there already. */
const isAnyMissing = (modules: KernelModules, backend: string | undefined): boolean =>
	modules.loaded !== undefined &&
	networkModules
		.filter(name => name !== 'wireguard' || backend === 'wireguard')
		.some(name => hasModule(modules, name) !== true);

export const kernelModulesOnDisk = defineProbe({
	id: 'kernel.modules-on-disk',
	summary:
		'kernel modules that could be loaded; read only when one that matters is neither loaded nor built in',
	needs: {kernel: systemKernel, modules: kernelModules},
	wants: {netConf: flannelNetConf},
	requests: ({kernel: {release}, modules}, {netConf}) =>
		isAnyMissing(modules, netConf.ok ? netConf.value.backend.type : undefined)
			? [
					directory('/lib/modules'),
					file(`/lib/modules/${release}/modules.dep`),
					file(`/usr/lib/modules/${release}/modules.dep`),
				]
			: [],
	parse: (replies): ModulesOnDisk => {
		if (replies.length === 0) {
			return {releases: []};
		}
		const [releases, ...lists] = replies;
		const text = lists.map(textIfFound).find(found => found !== undefined);
		return {
			...(text !== undefined && {loadable: parseModulePaths(text)}),
			releases: (entriesIfFound(releases) ?? []).map(({name}) => name),
		};
	},
});
