import {brokenBy, defineCheck, flannelDevicesOf, flannelPodOf, linkLine} from 'rke2-netdoctor';

const symptoms = [
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
] as const;

export default defineCheck({
	id: 'overlay/vxlan-down',
	title: 'The VXLAN device of the overlay is up',
	rationale:
		'A VXLAN device that is down drops every packet for pods of other nodes, and going down takes its routes and neighbours with it. Its operational state is UNKNOWN even in health, so only the flags tell. It always has carrier, but for one that is held down by the kernel: what manages switches (mlag, EVPN, ifupdown2) sets devices "protodown".',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {links: 'ip.link'},
	messages: {
		down: {
			severity: 'critical',
			text: '{device} is administratively down: this node reaches no pod of another node{family}',
			guide: {
				steps: [
					{text: 'ip link set {device} up', changes: 'node'},
					{
						text: 'If that says "Address already in use", another program or VXLAN device holds its UDP port: ss -lunp',
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{text: 'If it goes down again, keep NetworkManager from managing {device}'},
				],
				links: [
					'flannel/backend-vxlan',
					'calico/vxlan-device-down',
					'flannel/troubleshooting',
					'rke2/known-issues-networkmanager',
				],
			},
			explains: symptoms,
		},
		noCarrier: {
			severity: 'critical',
			text: '{device} is up but has no carrier{held}: it sends nothing, and this node reaches no pod of another node{family}',
			guide: {
				steps: [
					{text: 'ip -d link show {device}: protodown, and who gave which reason for it'},
					{text: 'ip link set {device} protodown off', changes: 'node'},
					{
						text: 'If it comes back: keep what manages the network of this node (ifupdown2, FRR, mlag) from {device}',
						changes: 'node',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/troubleshooting'],
			},
			explains: symptoms,
		},
	},
	*run({links}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {link, name, isPrimary} = device;
			const family = isPrimary ? '' : ` over ${device.family === 'ipv6' ? 'IPv6' : 'IPv4'}`;
			if (link === undefined || (link.isUp && link.hasCarrier)) {
				continue;
			}
			const subject = {kind: 'Interface', name} as const;
			const details = {
				evidence: [{from: 'links', excerpt: linkLine(link)}],
				affects: brokenBy(device, environment),
			} as const;
			if (!link.isUp) {
				yield finding('down', {device: name, family, ...flannelPodOf(environment)}, subject, details);
			} else if (link.kind === 'vxlan') {
				const held = link.isProtodown === true ? ' (protodown)' : '';
				yield finding('noCarrier', {device: name, held, family}, subject, details);
			}
		}
	},
});
