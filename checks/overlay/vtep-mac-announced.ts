import {
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	linkLine,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vtep-mac-announced',
	title: 'Peers are told the MAC address that the VXLAN device really has',
	rationale:
		'Other nodes address their packets to the MAC in the annotation of this Node. When something, usually systemd-udevd, gives the device another one after flannel announced it, the kernel drops all that arrives, while both ends look healthy.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', node: 'kubernetes.node'},
	messages: {
		differs: {
			severity: 'critical',
			text: '{device} has the MAC {has}, but peers send to {announced}: what they send is dropped here',
			guide: {
				steps: [
					{text: 'ip link show {device}'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: `printf '[Match]\\nOriginalName=flannel*\\n[Link]\\nMACAddressPolicy=none\\n' > /etc/systemd/network/10-flannel.link`,
						changes: 'node',
					},
				],
				links: ['flannel/annotations', 'flannel/troubleshooting', 'rke2/known-issues-networkmanager'],
			},
			explains: [
				// A new MAC makes the kernel forget the neighbours of the device.
				'overlay/peer-neighbour',
				'overlay/peer-fdb',
				'overlay/peer-unreachable',
			],
		},
	},
	*run({links, node}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {name, family, link} = device;
			const announced = vxlanEndpointOf(node, family)?.vtepMac;
			if (link?.mac === undefined || announced === undefined || link.mac === announced) {
				continue;
			}
			const key = family === 'ipv4' ? 'backend-data' : 'backend-v6-data';
			yield finding(
				'differs',
				{device: name, has: link.mac, announced, ...flannelPodOf(environment)},
				{kind: 'Interface', name},
				{
					evidence: [
						{from: 'links', excerpt: linkLine(link)},
						{from: 'node', excerpt: `flannel.alpha.coreos.com/${key}: VtepMAC ${announced}`},
					],
					affects: brokenBy(device, environment),
				},
			);
		}
	},
});
