// flannel's VXLAN backend, as it is in Canal and in rke2-flannel; only device, VNI and port differ.

/** The tunnel of each family: its device, and what a node has at its end of it. */
const tunnelsOf = ({network}) => [
	{
		device: network.overlayDevice,
		endOf: ({address, podCidr, overlayAddress, vtepMac}) => ({
			underlay: address,
			podCidr,
			overlay: overlayAddress,
			length: 32,
			mac: vtepMac,
		}),
		routeWords: 'onlink',
	},
	...(network.ipv6 === undefined
		? []
		: [
				{
					device: network.overlayDevice.replace('.', '-v6.'),
					endOf: ({ipv6, vtepMacV6}) => ({
						underlay: ipv6.address,
						podCidr: ipv6.podCidr,
						overlay: ipv6.podNetwork,
						length: 128,
						mac: vtepMacV6,
					}),
					routeWords: 'onlink metric 1024',
				},
			]),
];

/** Route, neighbour and FDB entry per peer, exactly as flannel programs them; also repairs them. */
export const programPeers = async (node, cluster) => {
	const peers = cluster.nodes.filter(({name}) => name !== node.description.name);
	for (const {device, endOf, routeWords} of tunnelsOf(cluster)) {
		const ends = peers.map(endOf);
		await node.ipBatch(
			...ends.flatMap(({podCidr, overlay, mac}) => [
				`neighbour replace ${overlay} lladdr ${mac} dev ${device} nud permanent`,
				`route replace ${podCidr} via ${overlay} dev ${device} ${routeWords}`,
			]),
		);
		await node.run(['bridge', '-batch', '-'], {
			input: ends
				.map(({mac, underlay}) => `fdb replace ${mac} dev ${device} dst ${underlay} self permanent\n`)
				.join(''),
		});
	}
};

const createDevice = (node, {network}, {device, endOf}, {lower = 'eth0', local} = {}) => {
	const {underlay, overlay, length, mac} = endOf(node.description);
	const {overlayMtu, vni, overlayPort} = network;
	return node.ipBatch(
		`link add ${device} address ${mac} mtu ${overlayMtu} type vxlan id ${vni} local ${local ?? underlay} dev ${lower} dstport ${overlayPort} nolearning`,
		`address add ${overlay}/${length} dev ${device}${length === 128 ? ' nodad' : ''}`,
		`link set ${device} up`,
	);
};

/** The VXLAN device over a device and address of the node; the default is the underlay's. */
export const createOverlayDevice = (node, cluster, over) =>
	createDevice(node, cluster, tunnelsOf(cluster)[0], over);

/** The VXLAN devices of all families. */
export const createOverlayDevices = async (node, cluster) => {
	for (const tunnel of tunnelsOf(cluster)) {
		await createDevice(node, cluster, tunnel);
	}
};

export const removeOverlayDevice = (node, {network}) => node.ipBatch(`link del ${network.overlayDevice}`);

/** What flannel announces on its Node. */
export const flannelAnnotationsOf = ({network}, {address, vtepMac, ipv6, vtepMacV6}) => ({
	'flannel.alpha.coreos.com/backend-data': JSON.stringify({VNI: network.vni, VtepMAC: vtepMac}),
	'flannel.alpha.coreos.com/backend-type': 'vxlan',
	'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
	'flannel.alpha.coreos.com/public-ip': address,
	...(ipv6 !== undefined && {
		'flannel.alpha.coreos.com/backend-v6-data': JSON.stringify({VNI: network.vni, VtepMAC: vtepMacV6}),
		'flannel.alpha.coreos.com/public-ipv6': ipv6.address,
	}),
});

export const flannelCondition = {reason: 'FlannelIsUp', message: 'Flannel is running on this node'};

/** `/run/flannel/subnet.env`. */
export const subnetEnvOf = ({network}, {podCidr, ipv6}) =>
	[
		`FLANNEL_NETWORK=${network.pods}`,
		`FLANNEL_SUBNET=${podCidr.replace(/0\/(\d+)$/, '1/$1')}`,
		...(ipv6 === undefined
			? []
			: [
					`FLANNEL_IPV6_NETWORK=${network.ipv6.pods}`,
					`FLANNEL_IPV6_SUBNET=${ipv6.podCidr.replace('::/', '::1/')}`,
				]),
		`FLANNEL_MTU=${network.overlayMtu}`,
		'FLANNEL_IPMASQ=true',
	].join('\n');

/** flannel's own configuration. */
export const netConfOf = ({network}) =>
	JSON.stringify({
		Network: network.pods,
		...(network.ipv6 !== undefined && {IPv6Network: network.ipv6.pods, EnableIPv6: true}),
		Backend: network.flannelBackend,
	});
