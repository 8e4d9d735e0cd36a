import {addressLine, defineCheck, duplicateAddresses, isSameAddress, thisNode} from 'rke2-netdoctor';

const links = ['rke2/dual-stack', 'rke2/requirements-networking'] as const;
const look = {text: 'ip -6 address show dev {device}; ip -6 neigh show {address}'} as const;

export default defineCheck({
	id: 'interface/address-duplicate',
	title: 'No IPv6 address of this node belongs to another machine too',
	rationale:
		'Before it uses an IPv6 address the kernel asks whether somebody has it (duplicate address detection). When another machine answers, the address stays on the interface with the flag dadfailed, and nothing answers on it: a cloned machine, an address given twice, or a switch that sends packets back.',
	needs: {addresses: 'ip.address', links: 'ip.link'},
	messages: {
		duplicate: {
			severity: 'critical',
			text: 'Another machine has {address} of {device} too: the kernel does not use it (dadfailed)',
			guide: {
				steps: [
					look,
					{
						text: 'Find the other machine by its MAC, and give one of the two another address',
						changes: 'node',
					},
					{
						text: 'ip -6 address del {address} dev {device}, then set it again: the kernel asks once more',
						changes: 'node',
					},
				],
				links,
			},
			explains: ['underlay/peer-unreachable-ipv6', 'overlay/vxlan-source'],
		},
		unused: {
			severity: 'info',
			text: 'Another machine has {address} of {device} too, and the kernel does not use it (dadfailed); the cluster seems not to need it',
			guide: {steps: [look], links},
		},
	},
	*run({addresses, links: devices}, {finding, environment}) {
		for (const one of duplicateAddresses(addresses)) {
			const subject = {kind: 'Interface', name: one.link} as const;
			const isTunnelEnd = devices.some(
				({vxlan}) => vxlan?.local !== undefined && isSameAddress(vxlan.local, one.address),
			);
			const isOfCluster =
				environment.families.value?.includes('ipv6') === true &&
				environment.uplinks.value?.includes(one.link) === true;
			const hasOther = addresses.some(
				({link, family, scope, flags}) =>
					link === one.link && family === 'ipv6' && scope === 'global' && !flags.includes('dadfailed'),
			);
			// What was set by hand is set for a purpose; of those that routers announce one will do.
			const isNeeded = !one.flags.includes('dynamic') || !hasOther;
			const message = isTunnelEnd || (isOfCluster && isNeeded) ? 'duplicate' : 'unused';
			yield finding(message, {address: one.address, device: one.link}, subject, {
				evidence: [{from: 'addresses', excerpt: `${addressLine(one)} ${one.flags.join(' ')}`}],
				affects: [subject, thisNode(environment)],
			});
		}
	},
});
