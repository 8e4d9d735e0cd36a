import {defineCheck, thisNode, userValuesOf, valueAt} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/dhcp-daemon',
	title: 'The DHCP daemon that the chart deploys has its socket on this node',
	rationale:
		'With manifests.dhcpDaemonSet the chart rke2-multus runs the daemon of the IPAM plugin dhcp on every node. Without its socket no pod here gets a lease, and leases of running pods are not renewed.',
	when: {multus: true},
	needs: {helm: 'kubernetes.helm', dhcp: 'multus.dhcp-socket', sandboxes: 'crictl.pods', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'warning',
			text: 'The chart rke2-multus deploys the DHCP daemon, but this node has no {socket}: pods that take addresses by DHCP cannot start here',
			guide: {
				steps: [
					{text: 'crictl ps -a --name rke2-multus-dhcp, and crictl logs of it'},
					{text: 'kubectl -n kube-system get daemonset rke2-multus-dhcp'},
					{
						text: 'The daemon is /opt/cni/bin/dhcp of this node: ls -l /opt/cni/bin/dhcp',
					},
				],
				links: ['rke2/multus-ipam', 'multus/dhcp'],
			},
			explains: ['multus/network-ipam#noDhcpDaemon', 'multus/ipam-failures#noDhcp'],
		},
	},
	*run({helm, dhcp, sandboxes, now}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-multus') ?? {};
		const isDeployed = helm.charts.some(({name}) => name === 'rke2-multus');
		const isRestricted =
			valueAt(values, 'labels.nodeSelector') !== undefined || values.tolerations !== undefined;
		const isOld = sandboxes.some(({createdAt}) => now - createdAt > 10 * 60_000);
		if (
			isDeployed &&
			valueAt(values, 'manifests.dhcpDaemonSet') === true &&
			!dhcp.exists &&
			!isRestricted &&
			isOld &&
			environment.service.value !== 'starting'
		) {
			yield finding(
				'missing',
				{socket: dhcp.path},
				{kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus-dhcp'},
				{
					evidence: [
						{from: 'helm', of: 'helmchartconfigs', excerpt: 'manifests.dhcpDaemonSet: true'},
						{from: 'dhcp', excerpt: `${dhcp.path}: no such file`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
