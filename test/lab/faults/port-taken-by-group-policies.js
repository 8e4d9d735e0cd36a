export default {
	id: 'port-taken-by-group-policies',
	about: 'a VXLAN device with group policies took the port while the one of the CNI was down',
	cni: ['canal'],
	node: 'agent',
	expect: {cause: 'overlay/vxlan-conflict#portTaken', subject: 'flannel.1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, cluster: {network}}) =>
		target.shell(
			'ip link set "$1" down; ip link add vxlan99 type vxlan id 99 dstport "$2" gbp; ip link set vxlan99 up; ! ip link set "$1" up',
			{arguments: [network.overlayDevice, String(network.overlayPort)]},
		),
};
