import {
	addressLine,
	defineCheck,
	isApart,
	isClusterDevice,
	linkLine,
	listNames,
	saidOfLoss,
	thisNode,
} from 'rke2-netdoctor';

/** Bridges of Docker, Podman and libvirt: networks that end in this machine. */
const ofGuests = /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|virbr\d+|lxcbr\d+|lxdbr\d+)$/;

const isOutward = (name: string): boolean => name !== 'lo' && !isClusterDevice(name) && !ofGuests.test(name);

const explains = [
	'kubernetes.*',
	'rke2/api-unreachable',
	'host/default-route#missing',
	'interface/node-ip#absent',
	'overlay/vxlan-source#gone',
	'dns/endpoint-unreachable',
] as const;
const links = ['rke2/requirements-networking', 'rke2/config-files', 'flannel/interface-selection'] as const;
const look = {text: 'ip -br link; ip -br address; networkctl status --all; nmcli device'} as const;

export default defineCheck({
	id: 'interface/no-address',
	title: 'An interface of this node has an IPv4 address',
	rationale:
		'A DHCP lease that ended, a network configuration for an interface that got another name, or a network service that did not start leave the node without an address, or with none but in a network apart, such as one for storage. Whatever else is silent then, from the API to the overlay, comes of that.',
	needs: {devices: 'ip.link', addresses: 'ip.address', routes: 'ip.route', targets: 'peer.addresses'},
	wants: {losses: 'network.address-losses'},
	messages: {
		none: {
			severity: 'critical',
			text: 'No interface of this node has an IPv4 address{apart}: {device} has a carrier and got none, so that this node reaches nobody{said}',
			guide: {
				steps: [
					look,
					{
						text: 'journalctl -b -u NetworkManager -u systemd-networkd -u dhcpcd -u cloud-init | grep -iE "dhcp|lease|{device}"',
					},
					{
						text: 'Does the network configuration name {device}? A new kernel, hypervisor or slot gives interfaces other names: netplan get, nmcli connection show, ls /etc/systemd/network /etc/sysconfig/network*',
					},
					{
						text: 'Give it the address that it had, best a static one: to the cluster this node is its address',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links,
			},
			explains,
		},
		noCarrier: {
			severity: 'critical',
			text: 'No interface of this node has an IPv4 address{apart}, and none has a carrier ({list}): the cable, the switch port or the network of the virtual machine is off',
			guide: {
				steps: [
					look,
					{text: 'ip link set {device} up, if it is down', changes: 'node'},
					{text: 'ethtool {device}; look at cable and switch port, or at the network card in the hypervisor'},
				],
				links,
			},
			explains,
		},
	},
	*run({devices, addresses, routes, targets, losses = []}, {finding, environment}) {
		const global = addresses.filter(
			({scope, address}) => scope === 'global' && !address.startsWith('169.254.'),
		);
		// Before anybody knows the families, an IPv6 address may be all that there is to have.
		const families =
			environment.families.value ?? (global.some(({family}) => family === 'ipv6') ? [] : ['ipv4']);
		// Routing on the host gives lo the address of the node.
		const own = global.filter(({family, link}) => family === 'ipv4' && (link === 'lo' || isOutward(link)));
		const linkOf = (name: string) => devices.find(device => device.name === name);
		const isAddressed = own.some(address => !isApart(address, {link: linkOf(address.link), routes, targets}));
		const outward = devices
			.filter(({name, kind}) => isOutward(name) && kind !== 'dummy' && kind !== 'ifb')
			// A port gets no address: its bond or bridge does.
			.filter(({name, master}) => master === undefined && own.every(({link}) => link !== name));
		const device = outward.find(({hasCarrier, isUp}) => hasCarrier && isUp) ?? outward[0];
		if (!families.includes('ipv4') || isAddressed || device === undefined) {
			return;
		}
		const node = thisNode(environment);
		const loss = losses.findLast(one => one.device === device.name);
		yield finding(
			device.hasCarrier && device.isUp ? 'none' : 'noCarrier',
			{
				device: device.name,
				list: listNames(outward.map(({name}) => name)),
				said: saidOfLoss(loss),
				role: environment.role.value ?? 'agent',
				apart:
					own.length === 0
						? ''
						: ` but in a network where no other node is (${listNames(own.map(({link, address}) => `${link} ${address}`))})`,
			},
			{kind: 'Interface', name: device.name},
			{
				evidence: [
					{
						from: 'addresses',
						excerpt: own.map(addressLine).join('\n') || 'no global IPv4 address but those of the cluster',
					},
					{from: 'devices', excerpt: outward.slice(0, 4).map(linkLine).join('\n')},
					...(loss === undefined ? [] : [{from: 'losses', excerpt: loss.message} as const]),
				],
				about: [node],
				affects: [node],
			},
		);
	},
});
