export default {
	id: 'ipv6-bridge-left-with-range-of-peer',
	about: 'the bridge of a former flannel has the IPv6 range of the pods of the server',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'cni/leftovers#route', subject: 'cni0'},
	breaks: ['pods-ipv6', 'overlay-ipv6'],
	// A bridge has carrier when one of its ports has.
	inject: ({target, peer}) =>
		target.shell(
			`ip link add cni0 type bridge
ip link add veth9 type veth peer name veth8
ip link set veth8 up; ip link set veth9 master cni0 up; ip link set cni0 up
ip address add "$1" dev cni0 nodad
sleep 1`,
			{arguments: [peer.description.ipv6.podCidr.replace('::/', '::1/')]},
		),
	heal: ({target}) => target.ipBatch('link del cni0', 'link del veth9'),
};
