import {defineCheck, podFailuresAmong, thisNode} from 'rke2-netdoctor';

const show = {
	text: 'kubectl get network-attachment-definitions -A -o yaml | grep -A12 "name: {network}"',
} as const;

const messages = {
	pluginMissing: {
		severity: 'critical',
		text: '{pods} cannot start: /opt/cni/bin has no plugin {detail}',
		guide: {
			steps: [
				{text: 'ls -l /opt/cni/bin'},
				{
					text: 'The Multus pod brings the reference plugins; whereabouts, sriov and others come with their own charts',
				},
			],
			links: ['rke2/multus-plugins', 'rke2/multus-ipam'],
		},
	},
	pluginBroken: {
		severity: 'critical',
		text: '{pods} cannot start: the plugin that the network {network} needs cannot be run: {detail}',
		guide: {
			steps: [
				{
					text: 'ls -l /opt/cni/bin: size and mode; df -h /opt/cni/bin; file /opt/cni/bin/*: the architecture',
				},
				{
					text: 'Move the broken file away and have the pod that brings it install it again: kubectl -n kube-system delete pod -l app=rke2-multus --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-plugins', 'kubernetes/network-plugins'],
		},
	},
	linkMissing: {
		severity: 'critical',
		text: '{pods} cannot start: the interface on which the network {network} builds is not on this node',
		guide: {
			steps: [
				{text: 'ip -br link'},
				{text: 'kubectl get network-attachment-definitions -A -o yaml | grep -B3 -A3 master'},
				{
					text: 'Correct the master in the definition, or keep the pods to nodes that have the interface with a nodeSelector',
					changes: 'cluster',
				},
			],
			links: ['multus/macvlan', 'multus/network-attachment-definition'],
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
	pluginCrashed: {
		severity: 'critical',
		text: '{pods} cannot start: the plugin of the network {network} ends without an answer, as one that crashes or is of another release: {detail}',
		guide: {
			steps: [
				show,
				{
					text: 'ls -l /opt/cni/bin, and journalctl -k | grep -iE "segfault|traps": the plugin that type names there',
				},
				{
					text: 'Have the pod that brings the plugin install it again, in the release that its definition is written for: delete that pod on this node',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-plugins', 'multus/network-attachment-definition'],
		},
	},
	interfaceTaken: {
		severity: 'critical',
		text: '{pods} cannot start: the pod has an interface {detail} already, when the network {network} is to make one of that name',
		guide: {
			steps: [
				{text: 'kubectl get pods -A -o yaml | grep -A3 k8s.v1.cni.cncf.io/networks'},
				{
					text: 'Give each network of the pod an interface of its own in the annotation (NAME@net2), never eth0',
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

export default defineCheck({
	id: 'multus/plugin-failures',
	title: 'The plugins of further networks do what pods of this node need',
	rationale:
		"Multus calls a plugin for every further network. What it answers when it cannot is in kubelet's log on this node, also where nobody may read NetworkAttachmentDefinitions. Pods that started in the end, and errors of long ago, are left alone.",
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
