import {defineCheck, isClusterDevice, linkLine, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-noarp',
	title: 'The VXLAN device of the CNI has neighbours',
	rationale:
		'flannel and Felix tell the kernel the MAC of every other node as a neighbour of their VXLAN device. A device with the flag NOARP has no neighbours: the kernel drops those that are there and asks for none, and packets for other nodes carry a MAC that nobody has. Tools that switch ARP off on interfaces without an address do it (ip link set … arp off, NetworkManager, ifcfg files with ARP=no).',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {links: 'ip.link'},
	messages: {
		off: {
			severity: 'critical',
			text: '{device} has the flag NOARP: it takes no neighbours, so that nothing reaches other nodes through it',
			guide: {
				steps: [
					{text: 'ip link set {device} arp on', changes: 'node'},
					{
						text: 'Delete the pod of the CNI on this node, which enters the neighbours again: kubectl -n kube-system delete pod -l k8s-app=canal --field-selector spec.nodeName={node} (app=flannel with rke2-flannel; k8s-app=calico-node in calico-system with Calico)',
						changes: 'cluster',
					},
					{
						text: 'See that NetworkManager and systemd-networkd leave {device} alone: nmcli device; networkctl',
					},
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager', 'flannel/backend-vxlan'],
			},
			explains: ['overlay/peer-neighbour', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({links}, {finding, environment}) {
		const node = thisNode(environment);
		for (const link of links) {
			if (link.vxlan !== undefined && isClusterDevice(link.name) && link.flags.includes('NOARP')) {
				const subject = {kind: 'Interface', name: link.name} as const;
				yield finding('off', {device: link.name, node: node.name}, subject, {
					evidence: [{from: 'links', excerpt: linkLine(link)}],
					affects: [node, subject],
				});
			}
		}
	},
});
