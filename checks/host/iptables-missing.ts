import {defineCheck, primaryNetworkOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/iptables-missing',
	title: 'The iptables program that the plugin portmap calls is installed',
	rationale:
		"RKE2 brings no iptables of its own for the host. The CNI plugin portmap, which gives pods their host ports, calls the host's: without it every pod with a host port, such as the ingress controller, fails to start, and on Canal each attempt can leak a pod address.",
	needs: {configurations: 'cni.configuration', iptables: 'iptables.binary'},
	messages: {
		missing: {
			severity: 'warning',
			text: 'iptables is not installed, and {path} uses portmap: pods with host ports cannot start on this node',
			guide: {
				steps: [
					{
						text: 'Install iptables: apt-get install iptables, dnf install iptables-nft, or zypper install iptables',
						changes: 'node',
					},
					{
						text: 'The pods that waited for it start by themselves: grep -h "failed to open iptables" /var/lib/rancher/rke2/agent/containerd/containerd.log | tail -n 3',
					},
				],
				links: ['rke2/known-issues-ip-exhaustion', 'multus/portmap'],
			},
			explains: ['cni/pod-addresses', 'cni/plugin-failures#iptables', 'cni/pod-failures#failing'],
		},
	},
	*run({configurations, iptables}, {finding, environment}) {
		// A Multus whose file of the network is gone works with its copy.
		const active = primaryNetworkOf(configurations) ?? configurations[0];
		if (iptables.length > 0 || active === undefined || !active.config.ok) {
			return;
		}
		const {plugins, delegates} = active.config.value;
		const portmap = [...plugins, ...delegates.flatMap(delegate => delegate.plugins)].find(
			({type}) => type === 'portmap',
		);
		if (portmap === undefined || portmap.raw.backend === 'nftables') {
			return;
		}
		yield finding(
			'missing',
			{path: active.path},
			{kind: 'File', name: '/usr/sbin/iptables'},
			{
				evidence: [
					{from: 'configurations', excerpt: '"type": "portmap"', of: active.path},
					{from: 'iptables', excerpt: 'No such file or directory'},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
