import {
	defineCheck,
	ipamOf,
	listNames,
	networkSubject,
	podSubject,
	usedNetworks,
	valueAt,
	workloadNames,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/network-ipam',
	title: 'What gives out the addresses of the networks of pods here works on this node',
	rationale:
		'The IPAM plugin dhcp only passes the wish for a lease to a daemon that must run on the node; RKE2 deploys it when manifests.dhcpDaemonSet is set. Whereabouts needs the configuration that its own pod writes. Without them every pod that asks for such a network fails here.',
	when: {multus: true},
	needs: {
		networks: 'multus.networks',
		pods: 'multus.pods',
		dhcp: 'multus.dhcp-socket',
		whereabouts: 'whereabouts.files',
	},
	messages: {
		noDhcpDaemon: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} takes addresses by DHCP, but there is no {socket}',
			guide: {
				steps: [
					{text: 'crictl ps -a --name dhcp'},
					{text: 'Set manifests.dhcpDaemonSet: true in the HelmChartConfig rke2-multus', changes: 'cluster'},
				],
				links: ['rke2/multus-ipam', 'multus/dhcp'],
			},
			explains: ['multus/ipam-failures', 'multus/plugin-failures#pluginMissing'],
		},
		whereaboutsUnconfigured: {
			severity: 'critical',
			text: '{pods} cannot start here: the network {network} uses Whereabouts, but /etc/cni/net.d/whereabouts.d has no {missing}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d/whereabouts.d'},
					{text: 'kubectl -n kube-system get pods -l name=whereabouts -o wide'},
					{text: 'Set rke2-whereabouts.enabled: true in the HelmChartConfig rke2-multus', changes: 'cluster'},
				],
				links: ['rke2/multus-ipam', 'multus/whereabouts'],
			},
			explains: ['multus/ipam-failures', 'multus/plugin-failures#pluginMissing'],
		},
	},
	*run({networks: {networks}, pods, dhcp, whereabouts}, {finding}) {
		for (const {network, users} of usedNetworks(networks, pods)) {
			const ipam = network.config?.ok ? ipamOf(network.config.value) : undefined;
			const name = `${network.namespace}/${network.name}`;
			const common = {pods: listNames(workloadNames(users)), network: name};
			const subject = networkSubject(network);
			const affects = [subject, ...users.map(podSubject)];
			const cited = {from: 'networks', excerpt: `${name}: "ipam": {"type": "${ipam?.type}"`} as const;
			const isElsewhere =
				typeof ipam?.raw.daemonSocketPath === 'string' && ipam.raw.daemonSocketPath !== dhcp.path;
			if (ipam?.type === 'dhcp' && !dhcp.exists && !isElsewhere) {
				yield finding('noDhcpDaemon', {...common, socket: dhcp.path}, subject, {
					evidence: [cited, {from: 'dhcp', excerpt: `${dhcp.path}: no such file`}],
					affects,
				});
			}
			const hasOwn =
				ipam !== undefined &&
				(valueAt(ipam.raw, 'kubernetes.kubeconfig') !== undefined ||
					ipam.raw.configuration_path !== undefined);
			const present = whereabouts.map(entry => entry.name);
			const missing = ['whereabouts.conf', 'whereabouts.kubeconfig'].filter(file => !present.includes(file));
			if (ipam?.type === 'whereabouts' && !hasOwn && missing.length > 0) {
				yield finding('whereaboutsUnconfigured', {...common, missing: listNames(missing)}, subject, {
					evidence: [cited, {from: 'whereabouts', excerpt: present.join('\n') || '(empty)'}],
					affects,
				});
			}
		}
	},
});
