const containerd = (name, linkerFlags) => ({
	name,
	module: 'containerd',
	importPath: `github.com/containerd/containerd/v2/cmd/${name}`,
	linkerFlags,
});

const version = 'github.com/containerd/containerd/v2/version';

const plugins = {
	ipam: ['dhcp', 'host-local', 'static'],
	main: ['bridge', 'dummy', 'host-device', 'ipvlan', 'loopback', 'macvlan', 'ptp', 'tap', 'vlan'],
	meta: ['bandwidth', 'firewall', 'portmap', 'sbr', 'tuning', 'vrf'],
};

/** For `buildGoProgram`: containerd and the CNI plugins of the versions in RKE2, in `go/` one module each. */
export const runtimePrograms = [
	...['containerd', 'containerd-shim-runc-v2', 'ctr'].map(name =>
		containerd(name, [`-X ${version}.Version=v2.2.2-k3s1`]),
	),
	{
		name: 'crictl',
		importPath: 'sigs.k8s.io/cri-tools/cmd/crictl',
		linkerFlags: ['-X sigs.k8s.io/cri-tools/pkg/version.Version=v1.36.0'],
	},
	{name: 'pause', importPath: '.'},
	{name: 'runc', importPath: '.'},
];

export const pluginPrograms = [
	...Object.entries(plugins).flatMap(([kind, names]) =>
		names.map(name => ({
			name,
			module: 'cni-plugins',
			importPath: `github.com/containernetworking/plugins/plugins/${kind}/${name}`,
		})),
	),
	// Its own module since is not to be had from the module proxy; this is the last that the plugins' module had.
	{
		name: 'flannel',
		module: 'flannel-plugin',
		importPath: 'github.com/containernetworking/plugins/plugins/meta/flannel',
	},
	{
		name: 'multus',
		importPath: 'gopkg.in/k8snetworkplumbingwg/multus-cni.v4/cmd/multus',
	},
];

export const flanneld = {
	name: 'flanneld',
	module: 'flannel',
	importPath: 'github.com/flannel-io/flannel',
	needsC: true,
};
