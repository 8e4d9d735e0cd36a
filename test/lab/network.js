import {execa} from 'execa';

const batch = (...lines) => execa('ip', ['-batch', '-'], {input: `${lines.join('\n')}\n`});

const bridges = {
	underlay: {name: 'switch0', address: '10.0.0.254/24', addressV6: 'fd00::254/64'},
	second: {name: 'switch1', address: '192.168.50.254/24'},
};

/** The lab's own network namespace is the switch: one bridge for the underlay, one for second NICs. */
export const createSwitch = () =>
	batch(
		'link set lo up',
		...Object.values(bridges).flatMap(({name, address, addressV6}) => [
			`link add ${name} type bridge`,
			`address add ${address} dev ${name}`,
			...(addressV6 === undefined ? [] : [`address add ${addressV6} dev ${name} nodad`]),
			`link set ${name} up`,
		]),
	);

/** Also the cables that nodes leave behind: the kernel takes its time to remove a namespace that is gone. */
export const removeSwitch = async () => {
	const {stdout} = await execa('ip', ['-json', 'link', 'show', 'type', 'veth']);
	const cables = JSON.parse(stdout || '[]').map(({ifname}) => ifname);
	const lines = [...cables, ...Object.values(bridges).map(({name}) => name)].map(name => `link del ${name}`);
	// One may go on its own in between.
	await execa('ip', ['-force', '-batch', '-'], {input: `${lines.join('\n')}\n`, reject: false});
};

const plug = (node, device, mac, {name}) => {
	const port = `${node.description.name}-${device}`;
	return batch(
		`link add ${port} type veth peer name ${device} address ${mac} netns ${node.pid}`,
		`link set ${port} master ${name} up`,
	);
};

/**
 * eth0 with the node's InternalIPs and the default routes. Packets are cut to size before they leave, as on a wire:
 * an unsegmented one would pass a veth pair whatever the MTU.
 */
export const connectUnderlay = async (node, network) => {
	const {mac, address, ipv6} = node.description;
	await plug(node, 'eth0', mac, bridges.underlay);
	await node.ipBatch(
		`address add ${address}/24 broadcast 10.0.0.255 dev eth0`,
		'link set eth0 gso_max_segs 1 up',
		`route add default via ${network.gateway} dev eth0`,
		...(ipv6 === undefined
			? []
			: [
					`address add ${ipv6.address}/64 dev eth0`,
					`route add default via ${network.ipv6.gateway} dev eth0 proto static`,
				]),
	);
};

/** eth1 on a network of its own, without a route to the other nodes. */
export const addSecondNic = async node => {
	const {secondMac, secondAddress} = node.description;
	await plug(node, 'eth1', secondMac, bridges.second);
	await node.ipBatch(`address add ${secondAddress}/24 broadcast 192.168.50.255 dev eth1`, 'link set eth1 up');
};

/** The switch's end of a node's cable: `down` is a pulled one. */
export const setSwitchPort = ({description: {name}}, state) => batch(`link set ${name}-eth0 ${state}`);

export const removeSecondNic = node => node.ipBatch('link del eth1');
