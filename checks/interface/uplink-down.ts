import {
	defineCheck,
	isClusterDevice,
	isInNetworkOf,
	type Link,
	linkLine,
	listNames,
	lowestDownOf,
	type Route,
	thisNode,
} from 'rke2-netdoctor';

/** Bridges of Docker, Podman and libvirt: networks that end in this machine. */
const ofGuests = /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|virbr\d+|lxcbr\d+|lxdbr\d+)$/;
/** Kinds of devices that no wire ends in. */
const virtual: readonly string[] = ['dummy', 'ifb', 'wireguard', 'tun'];

const isUplink = ({name, kind = ''}: Link): boolean =>
	name !== 'lo' && !ofGuests.test(name) && !virtual.includes(kind) && !isClusterDevice(name);

/** Routers announce addresses of these by way of interfaces that have none of their own; that of the DNS cache is for this node alone. */
const isAnnounced = ({name, kind}: Link): boolean =>
	name === 'lo' || (kind === 'dummy' && name !== 'nodelocaldns' && !isClusterDevice(name));

/** By an interface that works, though it may have no address: what has a gateway, or is for every destination. */
const leadsOut = ({type, destination, gateway, dev, nexthops}: Route, devices: readonly Link[]): boolean =>
	type === 'unicast' &&
	(gateway !== undefined || nexthops.length > 0 || destination.endsWith('/0')) &&
	devices.some(
		device =>
			[dev, ...nexthops.map(nexthop => nexthop.dev)].includes(device.name) &&
			isUplink(device) &&
			lowestDownOf(device, devices) === undefined,
	);

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
		'Addresses stay on an interface that was set down or has lost its carrier, its routes go. Where that befalls every interface by which this node could reach another, the node is alone: the API, the other nodes and the pods there are silent. An address on lo or on a dummy may be announced by way of interfaces that have none; there, and where another node answers or a route leads out by an interface that works, nothing is said. A second network, such as one for storage, counts only where other nodes are in it, or where nobody knows where they are. Judged for Calico and Cilium, whose tunnels need not be bound to one interface.',
	when: {cni: ['calico', 'cilium']},
	needs: {
		devices: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		reached: 'peer.underlay-reached',
		targets: 'peer.addresses',
		isSingle: 'kubernetes.single-node',
	},
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
		single: {
			severity: 'warning',
			text: '{link}, which has {address}, is down or has no carrier, and no other interface leads out of this node, the only one of its cluster: its pods reach each other, and nothing outside',
			guide: {
				steps: [
					{text: 'ip -d link show {link}; ethtool {link}'},
					{text: 'If it lacks UP: ip link set {link} up; ip route show default', changes: 'node'},
					{text: 'If it lacks LOWER_UP: look at the cable, the switch port or the virtual switch'},
				],
				links,
			},
			explains: ['host/default-route#missing'],
		},
	},
	*run({devices, addresses, routes, reached, targets, isSingle}, {finding, environment}) {
		const addressed = devices.flatMap(device => {
			const own = addresses.filter(
				({link, scope, address}) =>
					link === device.name && scope === 'global' && !address.startsWith('169.254.'),
			);
			return own.length === 0 ? [] : [{device, own}];
		});
		const leadsElsewhere =
			reached.length > 0 ||
			addressed.some(({device}) => isAnnounced(device)) ||
			routes.some(route => leadsOut(route, devices));
		const all = addressed.filter(({device}) => isUplink(device));
		const towardsNodes = all.filter(({own}) => targets.some(target => isInNetworkOf(own, target)));
		const uplinks = towardsNodes.length === 0 ? all : towardsNodes;
		const broken = uplinks.flatMap(({device, own}) => {
			const culprit = lowestDownOf(device, devices);
			return culprit === undefined ? [] : [{culprit, own}];
		});
		const [first] = broken;
		if (first === undefined || broken.length < uplinks.length || leadsElsewhere) {
			return;
		}
		const {culprit, own} = first;
		const node = thisNode(environment);
		yield finding(
			isSingle ? 'single' : culprit.isUp ? 'noCarrier' : 'down',
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
