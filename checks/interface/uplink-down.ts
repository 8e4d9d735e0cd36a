import {defineCheck, isClusterDevice, linkLine, listNames, lowestDownOf, thisNode} from 'rke2-netdoctor';

/** Bridges of Docker, Podman and libvirt: networks that end in this machine. */
const ofGuests = /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|virbr\d+|lxcbr\d+|lxdbr\d+)$/;
/** Kinds of devices that no wire ends in. */
const virtual: readonly string[] = ['dummy', 'ifb', 'wireguard', 'tun'];

const symptoms = [
	'kubernetes.*',
	'rke2/api-unreachable#disconnected',
	'host/default-route#missing',
	'underlay/peer-unreachable',
	'cilium/peer',
	'dns/endpoint-unreachable',
] as const;
const links = ['rke2/requirements-networking', 'rancher/networking'] as const;

export default defineCheck({
	id: 'interface/uplink-down',
	title: 'An interface that has an address of this node is up and has carrier',
	rationale:
		'Addresses stay on an interface that was set down or has lost its carrier, its routes go. Where that befalls every interface by which this node could reach another, the node is alone: the API, the other nodes and the pods there are silent. Judged for Calico and Cilium, whose tunnels need not be bound to one interface.',
	when: {cni: ['calico', 'cilium']},
	needs: {devices: 'ip.link', addresses: 'ip.address'},
	messages: {
		down: {
			severity: 'critical',
			text: '{link}, which has {address}, is administratively down, and no other interface leads out of this node',
			guide: {
				steps: [
					{text: 'ip link set {link} up; ip route show default', changes: 'node'},
					{text: 'Look at what set it down: journalctl -b -u NetworkManager -u systemd-networkd -u wickedd'},
				],
				links,
			},
			explains: symptoms,
		},
		noCarrier: {
			severity: 'critical',
			text: '{link}, which has {address}, has no carrier, and no other interface leads out of this node',
			guide: {
				steps: [
					{text: 'ethtool {link}'},
					{text: 'Look at the cable, the switch port or the virtual switch, and at the ports of a bond'},
				],
				links,
			},
			explains: symptoms,
		},
	},
	*run({devices, addresses}, {finding, environment}) {
		const addressed = devices.flatMap(device => {
			const own = addresses.filter(
				({link, scope, address}) =>
					link === device.name && scope === 'global' && !address.startsWith('169.254.'),
			);
			const isWithoutWire = ofGuests.test(device.name) || virtual.includes(device.kind ?? '');
			return own.length === 0 || isWithoutWire || isClusterDevice(device.name) ? [] : [{device, own}];
		});
		const broken = addressed.flatMap(({device, own}) => {
			const culprit = lowestDownOf(device, devices);
			return culprit === undefined ? [] : [{culprit, own}];
		});
		const [first] = broken;
		// An address on lo may be announced by way of interfaces that have none of their own.
		if (first === undefined || broken.length < addressed.length) {
			return;
		}
		const {culprit, own} = first;
		const node = thisNode(environment);
		yield finding(
			culprit.isUp ? 'noCarrier' : 'down',
			{link: culprit.name, address: listNames(own.map(({address}) => address))},
			{kind: 'Interface', name: culprit.name},
			{
				evidence: [{from: 'devices', excerpt: broken.map(({culprit: link}) => linkLine(link)).join('\n')}],
				about: [node],
				affects: [node],
			},
		);
	},
});
