import {
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	linkLine,
	lowestDownOf,
	thisNode,
	vxlanLine,
} from 'rke2-netdoctor';

/** What goes through the interface. */
const symptoms = [
	'kubernetes.*',
	'rke2/api-unreachable#disconnected',
	'rke2/api-unreachable#silent',
	'host/default-route',
	'underlay/peer-unreachable',
	'overlay/peer-unreachable',
	'interface/flannel-iface',
	'interface/public-ip',
	'interface/internal-ip',
	'overlay/vxlan-source',
] as const;

export default defineCheck({
	id: 'interface/lower-down',
	title: 'The interface that carries the tunnel is up and has carrier',
	rationale:
		'A VXLAN device stays up when the interface below it goes down, so that it looks healthy while nothing leaves the node. Carrier is lost with the cable, the switch port or the virtual switch.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link'},
	messages: {
		down: {
			severity: 'critical',
			text: '{link}, which carries {device}, is administratively down',
			guide: {
				steps: [
					{text: 'ip link set {link} up', changes: 'node'},
					{text: 'Look at what set it down: journalctl -b -u NetworkManager -u systemd-networkd -u wickedd'},
				],
				links: ['rancher/networking', 'flannel/interface-selection', 'rke2/requirements-networking'],
			},
			explains: symptoms,
		},
		noCarrier: {
			severity: 'critical',
			text: '{link}, which carries {device}, has no carrier',
			guide: {
				steps: [
					{text: 'ethtool {link}'},
					{text: 'Look at the cable, the switch port or the virtual switch, and at the ports of a bond'},
				],
				links: ['rancher/networking', 'flannel/interface-selection', 'rke2/requirements-networking'],
			},
			explains: symptoms,
		},
	},
	*run({links}, {finding, environment}) {
		const told = new Set<string>();
		for (const device of flannelDevicesOf(environment, links)) {
			const lower = links.find(({name}) => name === device.link?.vxlan?.lower);
			const culprit = lower && lowestDownOf(lower, links);
			if (device.link === undefined || culprit === undefined || told.has(culprit.name)) {
				continue;
			}
			told.add(culprit.name);
			yield finding(
				culprit.isUp ? 'noCarrier' : 'down',
				{link: culprit.name, device: device.name},
				{kind: 'Interface', name: culprit.name},
				{
					evidence: [{from: 'links', excerpt: `${linkLine(culprit)}\n${vxlanLine(device.link)}`}],
					about: [thisNode(environment)],
					affects: brokenBy(device, environment),
				},
			);
		}
	},
});
