import {addressLine, defineCheck, duplicateAddresses, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/address-duplicate',
	title: 'No IPv6 address of this node belongs to another machine too',
	rationale:
		'Before it uses an IPv6 address the kernel asks whether somebody has it (duplicate address detection). When another machine answers, the address stays on the interface with the flag dadfailed, and nothing answers on it: a cloned machine, an address given twice, or a switch that sends packets back.',
	needs: {addresses: 'ip.address'},
	messages: {
		duplicate: {
			severity: 'critical',
			text: 'Another machine has {address} of {device} too: the kernel does not use it (dadfailed)',
			guide: {
				steps: [
					{text: 'ip -6 address show dev {device}; ip -6 neigh show {address}'},
					{
						text: 'Find the other machine by its MAC, and give one of the two another address',
						changes: 'node',
					},
					{
						text: 'ip -6 address del {address} dev {device}, then set it again: the kernel asks once more',
						changes: 'node',
					},
				],
				links: ['rke2/dual-stack', 'rke2/requirements-networking'],
			},
			explains: ['underlay/peer-unreachable-ipv6', 'overlay/vxlan-source'],
		},
	},
	*run({addresses}, {finding, environment}) {
		for (const one of duplicateAddresses(addresses)) {
			const subject = {kind: 'Interface', name: one.link} as const;
			yield finding('duplicate', {address: one.address, device: one.link}, subject, {
				evidence: [{from: 'addresses', excerpt: `${addressLine(one)} ${one.flags.join(' ')}`}],
				affects: [subject, thisNode(environment)],
			});
		}
	},
});
