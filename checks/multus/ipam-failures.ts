import {defineCheck, podFailuresAmong, thisNode} from 'rke2-netdoctor';

const show = {
	text: 'kubectl get network-attachment-definitions -A -o yaml | grep -A12 "name: {network}"',
} as const;
const whereaboutsLogs = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name whereabouts | head -1)',
} as const;

const messages = {
	poolFull: {
		severity: 'critical',
		text: '{pods} cannot start: the network {network} has no address left in {detail}',
		guide: {
			steps: [
				{
					text: 'kubectl get ippools.whereabouts.cni.cncf.io -A, or with host-local: ls /var/lib/cni/networks/{network}',
				},
				{
					text: 'Remove what belongs to pods that are gone, or make the range larger in the NetworkAttachmentDefinition',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-ipam', 'multus/whereabouts'],
		},
	},
	noDhcp: {
		severity: 'critical',
		text: '{pods} cannot start: the network {network} takes addresses by DHCP, but the daemon for it has no {detail}',
		guide: {
			steps: [
				{text: 'ls -l /run/cni, and crictl ps -a --name dhcp'},
				{text: 'Set manifests.dhcpDaemonSet: true in the HelmChartConfig rke2-multus', changes: 'cluster'},
			],
			links: ['rke2/multus-ipam', 'multus/dhcp'],
		},
	},
	noLease: {
		severity: 'critical',
		text: '{pods} cannot start: no DHCP server answers in the network {network}',
		guide: {
			steps: [
				show,
				{
					text: 'Requests must leave by the master and replies come back: tcpdump -nei MASTER "port 67 or port 68"',
				},
				{
					text: 'A switch or hypervisor may drop MAC addresses that it does not know: allow several per port (promiscuous mode, forged transmits)',
				},
			],
			links: ['multus/dhcp', 'multus/macvlan'],
		},
	},
	noResult: {
		severity: 'critical',
		text: '{pods} cannot start: the network {network} gives no address, where Multus or a plugin needs one: {detail}',
		guide: {
			steps: [
				show,
				{
					text: 'Give the definition an ipam part with addresses, or take "default-route" and "ips" for this network out of the annotation of the pod',
					changes: 'cluster',
				},
				{
					text: 'Multus 3 fails so for every pod with "default-route": upgrade RKE2, or the chart rke2-multus',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-ipam', 'multus/how-to-use', 'multus/network-attachment-definition'],
		},
	},
	ipamSettings: {
		severity: 'critical',
		text: '{pods} cannot start: the ipam part of the network {network} cannot be used: {detail}',
		guide: {
			steps: [
				show,
				{
					text: 'Correct it in the NetworkAttachmentDefinition: range is a network such as 192.168.50.0/24, range_start and gateway are addresses in it; with Whereabouts kubernetes.kubeconfig may be left out, as /etc/cni/net.d/whereabouts.d/whereabouts.conf names it',
					changes: 'cluster',
				},
			],
			links: ['multus/whereabouts', 'rke2/multus-ipam', 'multus/network-attachment-definition'],
		},
	},
	whereaboutsRefused: {
		severity: 'critical',
		text: '{pods} cannot start: the API refuses Whereabouts, which gives out the addresses of the network {network}: {detail}',
		guide: {
			steps: [
				{text: 'ls -l /etc/cni/net.d/whereabouts.d: the age of whereabouts.kubeconfig'},
				whereaboutsLogs,
				{
					text: 'Its pod writes new credentials when it starts: kubectl -n kube-system delete pod -l name=whereabouts --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-ipam', 'multus/whereabouts'],
		},
	},
	whereaboutsUndefined: {
		severity: 'critical',
		text: '{pods} cannot start: the API knows no {detail}, where Whereabouts keeps the addresses of the network {network}',
		guide: {
			steps: [
				{text: 'kubectl get crd | grep whereabouts'},
				{
					text: 'Set rke2-whereabouts.enabled: true in the HelmChartConfig rke2-multus, which brings them',
					changes: 'cluster',
				},
				{
					text: 'If it is set: kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-multus --tail 30',
				},
			],
			links: ['rke2/multus-ipam', 'rke2/chart-multus'],
		},
	},
	whereaboutsUnreachable: {
		severity: 'critical',
		text: '{pods} cannot start: Whereabouts does not reach the API at {detail}, where it keeps the addresses of the network {network}',
		guide: {
			steps: [
				{text: 'curl -k https://{detail}/version: an answer of any kind is good'},
				{text: 'grep server: /etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig'},
				{text: 'kube-proxy, or the CNI in its place, makes the service address work on this node'},
			],
			links: ['rke2/multus-ipam', 'rke2/requirements-ports'],
		},
	},
	whereaboutsBusy: {
		severity: 'critical',
		text: '{pods} cannot start: Whereabouts does not get its lock in time for the network {network}: {detail}',
		guide: {
			steps: [
				{text: 'kubectl get leases -A | grep -i whereabouts; kubectl get --raw /readyz?verbose | tail -3'},
				{
					text: 'When many pods start at once it passes; start them in smaller groups, or raise leader_lease_duration, leader_renew_deadline and leader_retry_period in the ipam part of the definition',
					changes: 'cluster',
				},
			],
			links: ['multus/whereabouts', 'rke2/multus-ipam'],
		},
	},
	noNodeSlice: {
		severity: 'critical',
		text: '{pods} cannot start: the network {network} has node_slice_size, but no NodeSlicePool divides its range',
		guide: {
			steps: [
				{text: 'kubectl get nodeslicepools.whereabouts.cni.cncf.io -A'},
				{
					text: 'Set rke2-whereabouts.nodeSliceController.enabled: true in the HelmChartConfig rke2-multus, or remove node_slice_size from the definition',
					changes: 'cluster',
				},
			],
			links: ['multus/whereabouts', 'rke2/chart-multus'],
		},
	},
} as const;

export default defineCheck({
	id: 'multus/ipam-failures',
	title: 'Further networks have addresses for the pods that start on this node',
	rationale:
		"The plugin of a further network asks an IPAM plugin for the address of the pod: Whereabouts, host-local or DHCP. What that one answers when it has none is in kubelet's log on this node. Pods that started in the end, and errors of long ago, are left alone.",
	when: {multus: true},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods', files: 'cni.configuration'},
	messages,
	*run(evidence, {finding, environment}) {
		const {name: node} = thisNode(environment);
		for (const {fault, subject, about, excerpt, ...data} of podFailuresAmong(messages, evidence)) {
			yield finding(fault, {...data, node}, subject, {evidence: [{from: 'log', excerpt}], about});
		}
	},
});
