import {
	defineCheck,
	listNames,
	multusFileOf,
	type PodsThatFail,
	podSubject,
	podsThatFail,
	thisNode,
} from 'rke2-netdoctor';

const show = {
	text: 'kubectl get network-attachment-definitions -A -o yaml | grep -A12 "name: {network}"',
} as const;
const whereaboutsLogs = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name whereabouts | head -1)',
} as const;

const messages = {
	whereaboutsRefused: {
		severity: 'critical',
		text: '{pods} cannot start: the API refuses Whereabouts, which gives out the addresses of the network {network}: {detail}',
		guide: {
			steps: [
				{text: 'ls -l /etc/cni/net.d/whereabouts.d: the age of whereabouts.kubeconfig'},
				{
					text: 'Its pod writes new credentials when it starts: kubectl -n kube-system delete pod -l name=whereabouts --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				whereaboutsLogs,
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
	masterBusy: {
		severity: 'critical',
		text: '{pods} cannot start: the interface of the network {network} is in use otherwise, so that no {detail} can be made on it',
		guide: {
			steps: [
				show,
				{
					text: 'ip -d link: macvlan and ipvlan cannot share a master, and neither can be on a port of a bridge, bond or OVS',
				},
				{
					text: 'Use one kind for all networks on that interface, or give each its own VLAN interface as master',
					changes: 'cluster',
				},
			],
			links: ['multus/macvlan', 'multus/network-attachment-definition'],
		},
	},
	noDevice: {
		severity: 'critical',
		text: '{pods} cannot start: it was given no SR-IOV device for the network {network}',
		guide: {
			steps: [
				{
					text: 'kubectl get network-attachment-definitions -A -o yaml | grep resourceName: the annotation k8s.v1.cni.cncf.io/resourceName must name the resource',
				},
				{
					text: 'kubectl get node {node} -o jsonpath="{.status.allocatable}": the resource must be there, and a number above 0',
				},
				{
					text: 'Add the annotation to the definition, and the resource to requests and limits of a container of the pod',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-sriov', 'multus/network-attachment-definition'],
		},
	},
	cniVersion: {
		severity: 'critical',
		text: '{pods} cannot start: a plugin of the network {network} does not know cniVersion {detail}',
		guide: {
			steps: [
				show,
				{
					text: 'Set cniVersion to the highest that the error lists, such as 1.0.0 or 0.3.1',
					changes: 'cluster',
				},
			],
			links: ['multus/network-attachment-definition', 'rke2/multus-plugins'],
		},
	},
	routeExists: {
		severity: 'critical',
		text: '{pods} cannot start: the network {network} sets the route {detail}, which another network of the pod has set already',
		guide: {
			steps: [
				show,
				{
					text: 'Remove routes (and gateway) from ipam in the definition; where the pod is to leave by this network, set "default-route" in its annotation instead',
					changes: 'cluster',
				},
			],
			links: ['multus/how-to-use', 'multus/network-attachment-definition'],
		},
	},
	bridgeAddress: {
		severity: 'critical',
		text: '{pods} cannot start: the bridge {detail} of the network {network} has an address of another network',
		guide: {
			steps: [
				{text: 'ip addr show {detail}'},
				{
					text: 'If the address is of a former range: ip addr del it from {detail}; if the bridge is for something else, name another one in the definition',
					changes: 'node',
				},
			],
			links: ['multus/network-attachment-definition', 'rke2/multus-plugins'],
		},
	},
} as const;

type Fault = keyof typeof messages;
const isOfPlugin = (fault: PodsThatFail['fault']): fault is Fault => fault in messages;

export default defineCheck({
	id: 'multus/plugin-failures',
	title: 'The plugins of further networks and their IPAM do what pods of this node need',
	rationale:
		"Multus calls a plugin for every further network, and that one an IPAM plugin. What they answer when they cannot is in kubelet's log on this node, also where nobody may read NetworkAttachmentDefinitions. Pods that started in the end, and errors of long ago, are left alone.",
	when: {multus: true},
	needs: {log: 'kubelet.log', sandboxes: 'crictl.pods', files: 'cni.configuration'},
	messages,
	*run({log, sandboxes, files}, {finding, environment}) {
		const delegates = multusFileOf(files)?.config.delegates ?? [];
		for (const {fault, detail, network = '', failures} of podsThatFail(log, sandboxes, delegates)) {
			if (!isOfPlugin(fault)) {
				continue;
			}
			const [{namespace, name, error, count}] = failures;
			const pods = listNames(failures.map(pod => `${pod.namespace}/${pod.name}`));
			const node = thisNode(environment).name;
			const subject = podSubject({namespace, name});
			yield finding(fault, {pods, detail, network, node}, subject, {
				evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${name}: ${error}`}],
				about: failures.map(podSubject).filter(about => about.name !== subject.name),
			});
		}
	},
});
