import {createHash} from 'node:crypto';

/** Every node works out the MAC of every other from its name: felix/calc/vxlan_resolver.go */
export const vtepMacOf = name =>
	`66:${createHash('sha1').update(name).digest('hex').slice(0, 10).match(/../g).join(':')}`;

/** vxlan.calico over a device and address of the node; the default is the underlay's. */
export const createTunnel = (
	node,
	{network},
	{lower = 'eth0', local = node.description.address, mtu = network.overlayMtu} = {},
) => {
	const {overlayDevice, vni, overlayPort} = network;
	const {vtepMac, overlayAddress} = node.description;
	return node.ipBatch(
		`link add ${overlayDevice} address ${vtepMac} mtu ${mtu} type vxlan id ${vni} local ${local} dev ${lower} dstport ${overlayPort} nolearning`,
		`address add ${overlayAddress}/32 dev ${overlayDevice}`,
		`link set ${overlayDevice} up`,
	);
};

export const removeTunnel = (node, {network}) => node.ipBatch(`link del ${network.overlayDevice}`);

/** Route, neighbour and FDB entry per peer, as Felix programs them; also repairs them. */
export const programPeers = async (node, cluster) => {
	const device = cluster.network.overlayDevice;
	const peers = cluster.nodes.filter(({name}) => name !== node.description.name);
	await node.ipBatch(
		...peers.flatMap(({block, overlayAddress, vtepMac}) => [
			`neighbour replace ${overlayAddress} lladdr ${vtepMac} dev ${device} nud permanent`,
			`route replace ${block} via ${overlayAddress} dev ${device} proto 80 onlink`,
		]),
	);
	await node.run(['bridge', '-batch', '-'], {
		input: peers
			.map(({vtepMac, address}) => `fdb replace ${vtepMac} dev ${device} dst ${address} self permanent\n`)
			.join(''),
	});
};
