import {standInCommand} from './daemons.js';
import {addressesOf} from './families.js';

/** The reference plugins, flannel's and bond, as RKE2's images install them. */
export const referencePlugins = [
	...['bandwidth', 'bond', 'bridge', 'dhcp', 'dummy', 'firewall', 'flannel', 'host-device', 'host-local'],
	...['ipvlan', 'loopback', 'macvlan', 'portmap', 'ptp', 'sbr', 'static', 'tap', 'tuning', 'vlan', 'vrf'],
];

/** Calico's plugin, which connects pods in place of the real one; `ranges` is the range of the node by its name in the configuration. */
export const calicoPluginFiles = ranges => [
	{path: '/opt/cni/bin/calico', content: `#!/bin/sh\n${standInCommand('calico-cni.js')}\n`, mode: 0o755},
	{path: '/run/lab/cni.json', content: JSON.stringify({ranges})},
];

const standIn = `#!/bin/sh
# Stand-in for a CNI plugin, made by the lab of rke2-netdoctor: it only tells its versions.
cat >/dev/null
[ "\${CNI_COMMAND:-}" = VERSION ] || exit 1
echo '{"cniVersion":"1.0.0","supportedVersions":["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0"]}'
`;

/** Plugins in `/opt/cni/bin` by name. */
export const pluginFiles = names =>
	names.map(name => ({path: `/opt/cni/bin/${name}`, content: standIn, mode: 0o755}));

/** The leases that host-local keeps for the pods of a node. */
export const leaseFiles = (network, pods) => {
	const directory = `/var/lib/cni/networks/${network}`;
	return [
		...pods.flatMap(pod =>
			addressesOf(pod).map(address => ({
				path: `${directory}/${address}`,
				content: `${pod.sandboxId}\r\neth0`,
			})),
		),
		...addressesOf(pods.at(-1)).map((address, range) => ({
			path: `${directory}/last_reserved_ip.${range}`,
			content: address,
		})),
		{path: `${directory}/lock`, content: ''},
	];
};

/** What containerd's libcni caches of a plugin's result. */
export const resultFile = (network, {sandboxId}, result) => ({
	path: `/var/lib/cni/results/${network}-${sandboxId}-eth0`,
	content: JSON.stringify({
		kind: 'cniCacheV1',
		containerId: sandboxId,
		ifName: 'eth0',
		networkName: network,
		result,
	}),
	mode: 0o600,
});
