import {
	calicoFaults,
	calicoNodeMessages,
	calicoNodeReportOf,
	defineCheck,
	restartCalicoNode,
	withoutCalicoNode,
} from 'rke2-netdoctor';

const symptoms = [
	...withoutCalicoNode,
	'calico/container',
	'calico/felix-health#notReady',
	'calico/felix-health#notLive',
	'calico/felix-health#refused',
	'calico/vxlan-device#missing',
] as const;
const typhaPods = {text: 'kubectl -n calico-system get pods -l k8s-app=calico-typha -o wide'} as const;

export default defineCheck({
	id: 'calico/log',
	title: 'calico-node is not kept from its work by a known reason',
	rationale:
		'calico-node says again and again what it waits for, or says it once and ends. The last such line that nothing has answered since names the cause better than an exit code or a health table does. What a calico-node says that is ready is left alone.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', logs: 'calico.logs', health: 'felix.health', now: 'system.clock'},
	wants: {settings: 'felix.settings'},
	messages: {
		typhaUnreachable: {
			severity: 'critical',
			text: 'calico-node gets no data because it cannot connect to Typha{address}',
			guide: {
				steps: [
					typhaPods,
					{text: 'nc -zv -w 3 {typha} 5473, for the address of each Typha in that list'},
					{
						text: 'Let TCP 5473 in among all nodes: security group of the cloud, firewalld, ufw. An address that no Typha has any more goes away with the restart below',
						changes: 'node',
					},
					restartCalicoNode,
				],
				links: ['rke2/requirements-ports', 'calico/typha', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		typhaExpired: {
			severity: 'critical',
			text: 'calico-node gets no data because the certificate of Typha{address} has expired{expiry}: the operator, which makes it, has not renewed it',
			guide: {
				steps: [
					{text: 'date: to a clock that runs ahead every certificate looks expired'},
					{
						text: 'kubectl -n tigera-operator logs deployment/tigera-operator --tail 50: why it renews nothing, such as an admission webhook (of Rancher or a policy engine) that refuses it the Secret',
					},
					{
						text: 'Once nothing is in the way: kubectl -n tigera-operator delete secret typha-certs, which the operator makes anew, and restarts Typha with it',
						changes: 'cluster',
					},
					restartCalicoNode,
				],
				links: ['calico/typha', 'calico/operator-status', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		typhaTrust: {
			severity: 'critical',
			text: 'calico-node and Typha do not trust the certificates of each other{address}',
			guide: {
				steps: [
					{text: 'date: certificates need a right clock on all nodes'},
					{text: 'kubectl -n tigera-operator get secrets | grep -E "typha|node-certs|tigera-ca"'},
					{
						text: 'kubectl -n calico-system rollout restart deployment calico-typha; then the calico-node of this node',
						changes: 'cluster',
					},
				],
				links: ['calico/typha', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		typhaAbsent: {
			severity: 'critical',
			text: 'calico-node finds no Typha that is ready',
			guide: {
				steps: [
					typhaPods,
					{text: 'kubectl -n calico-system get endpointslices -l kubernetes.io/service-name=calico-typha'},
					{text: 'kubectl -n calico-system logs deployment/calico-typha --tail 50'},
				],
				links: ['calico/typha', 'calico/operator-status'],
			},
			explains: symptoms,
		},
		addressTaken: {
			severity: 'critical',
			text: 'calico-node ends because another node has the address that it found for this one: {line}',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,IP:.metadata.annotations.projectcalico\\.org/IPv4Address"',
					},
					{
						text: 'Delete the Node of a machine that is gone or was renamed; give a clone an address of its own',
						changes: 'cluster',
					},
					{
						text: 'If it found the wrong one, such as a virtual address: installation.calicoNetwork.nodeAddressAutodetectionV4 with kubernetes: NodeInternalIP in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-autodetection', 'calico/decommission-node', 'rke2/chart-calico'],
			},
			explains: symptoms,
		},
		noAddress: {
			severity: 'critical',
			text: 'calico-node ends because no interface of this node has an address that its rule of autodetection takes',
			guide: {
				steps: [
					{text: 'ip -brief address show; kubectl get installation default -o yaml'},
					{
						text: 'Set installation.calicoNetwork.nodeAddressAutodetectionV4 in the HelmChartConfig rke2-calico to what is true of all nodes, such as kubernetes: NodeInternalIP',
						changes: 'cluster',
					},
					{
						text: 'Where nodes are to have IPv6 alone: nodeAddressAutodetectionV4: null there, and nodeAddressAutodetectionV6 with kubernetes: NodeInternalIP; charts before v1.32.1, v1.31.5, v1.30.9 and v1.29.13 of RKE2 look for IPv4 by themselves',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-autodetection', 'rke2/chart-calico', 'rke2/calico'],
			},
			explains: symptoms,
		},
		noTunnelAddress: {
			severity: 'critical',
			text: 'calico-node ends because no IPPool gives this node an address for its tunnel device: {line}',
			guide: {
				steps: [
					{
						text: 'On a server: kubectl get ippools.crd.projectcalico.org -o yaml; kubectl get blockaffinities.crd.projectcalico.org | wc -l',
					},
					{
						text: 'A pool must be enabled, allow Tunnel (allowedUses), select this node (nodeSelector), and have a block left: add a pool to installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico, or delete Nodes that no longer exist',
						changes: 'cluster',
					},
					{text: 'calicoctl ipam check tells of addresses and blocks that nobody uses'},
				],
				links: ['calico/ipam', 'calico/ip-pool', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		vxlanDevice: {
			severity: 'critical',
			text: 'Felix cannot make vxlan.calico, without which this node reaches no pod of another: {line}',
			guide: {
				steps: [
					{text: 'modprobe vxlan; ip -d link show type vxlan; ss -lunp "sport = :4789"', changes: 'node'},
					{
						text: '"operation not supported": the kernel has no module vxlan: install the package with further modules (linux-modules-extra-raspi or linux-modules-extra-$(uname -r) on Ubuntu, kernel-modules-extra on RHEL), and reboot',
						changes: 'node',
					},
					{
						text: '"file exists" or "address already in use": another device has VNI 4096 or its port: remove it (ip link delete), or set another vxlanVNI or vxlanPort in the FelixConfiguration',
						changes: 'node',
					},
				],
				links: ['calico/kernel-dependencies', 'rke2/requirements-linux', 'calico/vxlan-device-down'],
			},
			explains: symptoms,
		},
		wireguard: {
			severity: 'critical',
			text: 'Felix cannot set up wireguard.cali, though encryption by WireGuard is on: {line}',
			guide: {
				steps: [
					{
						text: 'modprobe wireguard; modinfo wireguard | head -n 3; ip -d link show wireguard.cali; wg show',
						changes: 'node',
					},
					{
						text: 'A module that was built for another kernel (dkms status) refuses the device: install the one for uname -r, or a kernel of 5.6 and later, which has it, and reboot',
						changes: 'node',
					},
					{
						text: 'Until then: kubectl patch felixconfigurations.crd.projectcalico.org default --type merge -p \'{"spec":{"wireguardEnabled":false}}\'',
						changes: 'cluster',
					},
				],
				links: ['calico/wireguard', 'calico/kernel-dependencies', 'calico/component-logs'],
			},
		},
		...calicoNodeMessages({
			explains: symptoms,
			deployment: {
				text: 'kubectl get tigerastatus; kubectl -n tigera-operator logs deployment/tigera-operator --tail 50',
			},
			kinds: {
				text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico-crd --tail 30',
			},
			links: ['calico/operator-status', 'rke2/calico'],
			otherPort: ', or set felixConfiguration.healthPort in the HelmChartConfig rke2-calico',
		}),
	},
	*run({calico: {pod}, logs, health, now, settings}, {finding, environment}) {
		const report = calicoNodeReportOf({pod, logs, health, now, settings}, calicoFaults, environment);
		if (report !== undefined) {
			const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
			yield finding(report.message, report.data, subject, report.details);
		}
	},
});
