import {defineCheck, podFailuresAmong, thisNode} from 'rke2-netdoctor';

const messages = {
	deviceGone: {
		severity: 'critical',
		text: '{pods} cannot start: the kubelet gives it the device {detail} for the network {network}, which this node does not have any more',
		guide: {
			steps: [
				{text: 'ls /sys/bus/pci/devices; grep . /sys/class/net/*/device/sriov_numvfs'},
				{
					text: 'The virtual functions were made anew or taken away after the device plugin had counted them: restart its pod on this node, so that the kubelet learns what is there, then delete the pod that waits',
					changes: 'cluster',
				},
				{
					text: 'Let the virtual functions be made at boot, before RKE2 starts (a udev rule, a systemd unit, or the SR-IOV operator)',
					changes: 'node',
				},
			],
			links: ['rke2/multus-sriov', 'multus/network-attachment-definition'],
		},
	},
	deviceDriver: {
		severity: 'critical',
		text: '{pods} cannot start: the device {detail} of the network {network} has no network interface, as one that is bound to vfio-pci',
		guide: {
			steps: [
				{text: 'lspci -nnk -s {detail}: "Kernel driver in use"'},
				{
					text: 'For a VM or DPDK use the plugin sriov, which hands such a device on as it is; for an ordinary interface let the configuration of the device plugin select the driver of the card instead of vfio-pci',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-sriov', 'multus/network-attachment-definition'],
		},
	},
	deviceBusy: {
		severity: 'critical',
		text: '{pods} cannot start: a virtual function of {detail}, given to it for the network {network}, answers "device or resource busy" when it is brought up',
		guide: {
			steps: [
				{
					text: 'ip -d link show {detail}: it must be up, and lists its functions; dmesg | grep -iE "{detail}|iavf|mlx5|ixgbevf" | tail',
				},
				{
					text: 'A function that gets a VLAN, trust or a MAC is reset, and is busy meanwhile: the kubelet tries again by itself. Where that does not end, upgrade the plugin sriov, and the driver and firmware of the card to releases that belong together',
					changes: 'node',
				},
				{
					text: 'Settings that the network does not need (vlan, trust, spoofchk) may go from its definition; fewer pods at once have the same effect',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-sriov', 'multus/network-attachment-definition'],
		},
	},
	deviceSetting: {
		severity: 'critical',
		text: '{pods} cannot start: the driver of the card refuses what the network {network} sets on the virtual function that was given to it: {detail}',
		guide: {
			steps: [
				{
					text: 'kubectl get network-attachment-definitions -A -o yaml | grep -A12 "name: {network}": vlan, vlanQoS, trust, spoofchk, min_tx_rate, max_tx_rate, link_state, mac',
				},
				{
					text: 'By hand, with the card and a function of it: ip link set CARD vf 0 vlan 0; dmesg | tail: the driver says why',
				},
				{
					text: 'Take out what this card cannot do: plugins before 2.8 set a VLAN of 0 even if none is asked for, InfiniBand needs the plugin ib-sriov, a trunk or policy of the card (Mellanox VGT+) forbids a VLAN on the function, and a function in a virtual machine has no physical one beside it: host-device is the plugin there',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-sriov', 'multus/network-attachment-definition'],
		},
	},
	noDeviceList: {
		severity: 'critical',
		text: '{pods} cannot start: Multus does not learn from the kubelet which devices a pod was given: {detail}',
		guide: {
			steps: [
				{text: 'ls -l /var/lib/kubelet/pod-resources: kubelet.sock must be there'},
				{
					text: 'kubectl -n kube-system get daemonset rke2-multus -o yaml | grep -B2 -A3 pod-resources: the thick daemon must have that directory mounted',
				},
				{
					text: 'Restart the Multus pod of this node: kubectl -n kube-system delete pod -l app=rke2-multus --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
			],
			links: ['rke2/multus-sriov', 'multus/thick-plugin'],
		},
	},
} as const;

export default defineCheck({
	id: 'multus/device-failures',
	title: 'Devices that pods of this node are given are there',
	rationale:
		"A device plugin counts the virtual functions of a card when it starts, the kubelet gives one to a pod, and Multus asks the kubelet which. When the functions were made anew since, are bound to another driver, or Multus does not reach the kubelet, the pod waits for ever. The error is in kubelet's log on this node. Pods that started in the end, and errors of long ago, are left alone.",
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
