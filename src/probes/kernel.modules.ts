import {textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply, stat} from '../core/request.ts';
import {parseModulePaths, parseProcFilesystems, parseProcModules} from '../parsers/kernel-modules.ts';
import {systemKernel} from './system.kernel.ts';

/** What the running kernel can do, by what exists in it, whatever the modules are called. */
export interface KernelModules {
	/** Absent where the kernel knows no modules: everything is then built in or not there at all. */
	readonly loaded?: ReadonlySet<string>;
	/** Absent where the list cannot be found: then nothing is known to be missing. */
	readonly builtIn?: ReadonlySet<string>;
	readonly filesystems: ReadonlySet<string>;
	readonly hasConntrack: boolean;
	readonly hasBridgeNetfilter: boolean;
}

const isThere = (reply: Reply | undefined): boolean => textIfFound(reply) !== undefined;

const builtInFrom = (replies: readonly (Reply | undefined)[]): ReadonlySet<string> | undefined => {
	const text = replies.map(textIfFound).find(found => found !== undefined);
	return text === undefined ? undefined : parseModulePaths(text);
};

export const kernelModules = defineProbe({
	id: 'kernel.modules',
	summary: 'kernel modules that are loaded or built in, and what they provide',
	needs: {kernel: systemKernel},
	requests: ({kernel: {release}}) => [
		file('/proc/modules'),
		file('/proc/filesystems'),
		stat('/proc/sys/net/netfilter/nf_conntrack_max'),
		stat('/proc/sys/net/bridge/bridge-nf-call-iptables'),
		file(`/lib/modules/${release}/modules.builtin`),
		file(`/usr/lib/modules/${release}/modules.builtin`),
	],
	parse: ([loaded, filesystems, conntrack, bridge, ...builtIns]): KernelModules => {
		const modules = textIfFound(loaded);
		const builtIn = builtInFrom(builtIns);
		return {
			...(modules !== undefined && {loaded: parseProcModules(modules)}),
			...(builtIn !== undefined && {builtIn}),
			filesystems: parseProcFilesystems(textOf(filesystems)),
			hasConntrack: isThere(conntrack),
			hasBridgeNetfilter: isThere(bridge),
		};
	},
});
