/** Modules whose absence breaks a data path, by the names under which the kernel has had them for a decade. */
export const networkModules = [
	'br_netfilter',
	'nf_conntrack',
	'overlay',
	'vxlan',
	'wireguard',
	'xt_addrtype',
	'xt_comment',
	'xt_conntrack',
	'xt_statistic',
] as const;
export type NetworkModule = (typeof networkModules)[number];

interface RunningKernel {
	readonly loaded?: ReadonlySet<string>;
	readonly builtIn?: ReadonlySet<string>;
	readonly filesystems: ReadonlySet<string>;
	readonly hasConntrack: boolean;
	readonly hasBridgeNetfilter: boolean;
}

/** True when it is loaded, built in, or seen at work; undefined when nothing tells. */
export const hasModule = (kernel: RunningKernel, name: NetworkModule): boolean | undefined => {
	const isAtWork =
		(name === 'nf_conntrack' && kernel.hasConntrack) ||
		(name === 'br_netfilter' && kernel.hasBridgeNetfilter) ||
		(name === 'overlay' && kernel.filesystems.has('overlay'));
	if (isAtWork || kernel.loaded?.has(name) === true || kernel.builtIn?.has(name) === true) {
		return true;
	}
	return kernel.loaded === undefined || kernel.builtIn === undefined ? undefined : false;
};

/** `: vxlan is on disk, …` where a module only waits to be loaded, which is no fault of the kernel; else nothing. */
export const unloadedModule = (
	name: NetworkModule,
	kernel: RunningKernel | undefined,
	disk: {readonly loadable?: ReadonlySet<string>} | undefined,
	selinux: 'enforcing' | 'permissive' | 'disabled' | undefined,
): string => {
	if (kernel === undefined || hasModule(kernel, name) !== false || disk?.loadable?.has(name) !== true) {
		return '';
	}
	const denied = selinux === 'enforcing' ? '; SELinux, which is enforcing, may deny that' : '';
	return `: ${name} is on disk, but nothing has loaded it, and flanneld does not get it loaded${denied}`;
};
