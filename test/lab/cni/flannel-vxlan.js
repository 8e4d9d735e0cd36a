// flannel's VXLAN backend, as it is in Canal and in rke2-flannel; only device, VNI and port differ.

/** Route, neighbour and FDB entry per peer, exactly as flannel programs them; also repairs them. */
export const programPeers = async (node, cluster) => {
	const device = cluster.network.overlayDevice;
	const peers = cluster.nodes.filter(({name}) => name !== node.description.name);
	await node.ipBatch(
		...peers.flatMap(({podCidr, overlayAddress, vtepMac}) => [
			`neighbour replace ${overlayAddress} lladdr ${vtepMac} dev ${device} nud permanent`,
			`route replace ${podCidr} via ${overlayAddress} dev ${device} onlink`,
		]),
	);
	await node.run(['bridge', '-batch', '-'], {
		input: peers
			.map(({vtepMac, address}) => `fdb replace ${vtepMac} dev ${device} dst ${address} self permanent\n`)
			.join(''),
	});
};

/** The VXLAN device over a device and address of the node; the default is the underlay's. */
export const createOverlayDevice = (
	node,
	{network},
	{lower = 'eth0', local = node.description.address} = {},
) => {
	const {overlayDevice, overlayMtu, vni, overlayPort} = network;
	const {vtepMac, overlayAddress} = node.description;
	return node.ipBatch(
		`link add ${overlayDevice} address ${vtepMac} mtu ${overlayMtu} type vxlan id ${vni} local ${local} dev ${lower} dstport ${overlayPort} nolearning`,
		`address add ${overlayAddress}/32 dev ${overlayDevice}`,
		`link set ${overlayDevice} up`,
	);
};

export const removeOverlayDevice = (node, {network}) => node.ipBatch(`link del ${network.overlayDevice}`);

/** What flannel announces on its Node. */
export const flannelAnnotationsOf = ({network}, {address, vtepMac}) => ({
	'flannel.alpha.coreos.com/backend-data': JSON.stringify({VNI: network.vni, VtepMAC: vtepMac}),
	'flannel.alpha.coreos.com/backend-type': 'vxlan',
	'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
	'flannel.alpha.coreos.com/public-ip': address,
});

export const flannelCondition = {reason: 'FlannelIsUp', message: 'Flannel is running on this node'};

/** `/run/flannel/subnet.env`. */
export const subnetEnvOf = ({network}, {podCidr}) =>
	[
		`FLANNEL_NETWORK=${network.pods}`,
		`FLANNEL_SUBNET=${podCidr.replace(/0\/(\d+)$/, '1/$1')}`,
		`FLANNEL_MTU=${network.overlayMtu}`,
		'FLANNEL_IPMASQ=true',
	].join('\n');

/** flannel's own configuration. */
export const netConfOf = ({network}) =>
	JSON.stringify({Network: network.pods, Backend: network.flannelBackend});
