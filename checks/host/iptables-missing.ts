import {defineCheck, primaryPluginsOf, thisNode} from 'rke2-netdoctor';

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
		const active = primaryPluginsOf(configurations);
		const portmap = active?.plugins.find(({type}) => type === 'portmap');
		if (
			iptables.length > 0 ||
			active === undefined ||
			portmap === undefined ||
			portmap.raw.backend === 'nftables'
		) {
			return;
		}
		const {path} = active.file;
		yield finding(
			'missing',
			{path},
			{kind: 'File', name: '/usr/sbin/iptables'},
			{
				evidence: [
					{from: 'configurations', excerpt: '"type": "portmap"', of: path},
					{from: 'iptables', excerpt: 'No such file or directory'},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
