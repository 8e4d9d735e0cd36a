import {defineCheck, formatTimestamp, interfaceSignatures, kernelComplaints, type Link} from 'rke2-netdoctor';

const links = ['rancher/networking', 'rke2/requirements-networking'] as const;

/** These devices with all below: the lower device of a VLAN, the ports of a bridge or bond. */
const withLower = (names: readonly string[], links: readonly Link[]): ReadonlySet<string> => {
	const found = new Set(names);
	for (const name of found) {
		for (const link of links) {
			if (link.master === name) {
				found.add(link.name);
			} else if (link.name === name && link.lower !== undefined) {
				found.add(link.lower);
			}
		}
	}
	return found;
};

/** A port of a bond or bridge, or what a VLAN, macvlan or tunnel is built on. */
const carriesAnother = (name: string, links: readonly Link[]): boolean =>
	links.some(link => link.lower === name || (link.name === name && link.master !== undefined));

export default defineCheck({
	id: 'interface/kernel-log',
	title: 'The kernel does not complain of an interface',
	rationale:
		'A driver that resets its card, a cable that loses contact for a second, a bond whose switch does not answer or a loop between switches lose packets now and then, and look well when somebody looks: only the log of the kernel tells. Complaints of the last half hour count.',
	needs: {log: 'kernel.log', now: 'system.clock', links: 'ip.link'},
	messages: {
		txTimeout: {
			severity: 'warning',
			text: '{device} stopped sending and was reset by its driver, {count} {count:time|times} in the last half hour, the last at {time}',
			guide: {
				steps: [
					{
						text: 'journalctl -k --since -1h | grep -w {device}; ethtool -i {device}; ethtool -S {device} | grep -iE "err|drop|timeout"',
					},
					{
						text: 'Update driver and firmware of the card, or the kernel; on a virtual machine the virtual hardware and the tools of the hypervisor (VMware: vmxnet3)',
						changes: 'node',
					},
					{
						text: 'Until then turning off offloads often helps: ethtool -K {device} tso off gso off gro off, and the same in the network configuration so that it stays',
						changes: 'node',
					},
				],
				links,
			},
		},
		firmware: {
			severity: 'warning',
			text: 'The network card {detail} reports a fault of its hardware or firmware ({count} times in the last half hour, the last at {time}): {line}',
			guide: {
				steps: [
					{text: 'lspci -s {detail}; journalctl -k --since -1h | grep {detail}'},
					{
						text: 'Update the firmware of the card and the driver to releases that go together',
						changes: 'node',
					},
					{text: 'If it goes on: drain this node and have card, slot and cable replaced'},
				],
				links,
			},
		},
		flapping: {
			severity: 'warning',
			text: '{device} lost its link {count} times in the last half hour, the last time at {time}',
			guide: {
				steps: [
					{text: 'ethtool {device}; ethtool -S {device} | grep -iE "crc|err|link"; ethtool -m {device}'},
					{
						text: 'Replace cable or transceiver, and look at the port of the switch: errors, speed, spanning tree',
					},
				],
				links,
			},
		},
		bondEmpty: {
			severity: 'critical',
			text: 'The bond {device} has no interface left that works, since {time}',
			guide: {
				steps: [
					{text: 'cat /proc/net/bonding/{device}: link and failure count of each interface'},
					{
						text: 'Look at the cables and at both switches; with miimon or ARP monitoring that its target answers',
					},
				],
				links,
			},
		},
		bondPartner: {
			severity: 'warning',
			text: 'The switch does not speak LACP with the bond {device}: packets of its interfaces are lost or sent back ({line})',
			guide: {
				steps: [
					{text: 'cat /proc/net/bonding/{device}: "Partner Mac Address: 00:00:00:00:00:00" is no partner'},
					{
						text: 'Configure an LACP group for these ports on the switch, on one pair of switches with MLAG only; or use mode active-backup on this node',
						changes: 'node',
					},
				],
				links,
			},
		},
		ownAddress: {
			severity: 'warning',
			text: 'Packets that {detail} sent come back to it at {device} ({count} times in the last half hour): there is a loop in the network, or another machine has its MAC',
			guide: {
				steps: [
					{
						text: 'ip link show {device}; ip link show master {detail}; bridge -d link: are two ports of the bridge in the same network?',
					},
					{text: 'Compare the MAC with those of cloned machines: ip link show {detail}, on each of them'},
					{
						text: 'Take one of the two ways out, bond them, or turn on STP; give a cloned machine a MAC of its own',
						changes: 'node',
					},
				],
				links,
			},
		},
		checksum: {
			severity: 'warning',
			text: 'The card of {device} gets checksums of arriving packets wrong ({count} times in the last half hour): the kernel computes them anew, or drops the packet',
			guide: {
				steps: [
					{text: 'ethtool -i {device}; ethtool -k {device} | grep rx-checksumming'},
					{
						text: 'ethtool -K {device} rx off, and the same in the network configuration; update the driver or the kernel',
						changes: 'node',
					},
				],
				links: ['flannel/nat', 'rancher/networking'],
			},
		},
		noMemory: {
			severity: 'warning',
			text: 'The driver of {device} gets no memory for arriving packets ({count} times in the last half hour), so that they are lost: {line}',
			guide: {
				steps: [
					{text: 'free -m; sysctl vm.min_free_kbytes; ethtool -g {device}'},
					{
						text: 'echo "vm.min_free_kbytes = 262144" > /etc/sysctl.d/90-memory.conf; sysctl -p /etc/sysctl.d/90-memory.conf',
						changes: 'node',
					},
				],
				links,
			},
		},
	},
	*run({log, now, links}, {finding, environment}) {
		const used = withLower(environment.uplinks.value ?? [], links);
		for (const {fault, device, detail, count, last} of kernelComplaints(log, interfaceSignatures, now)) {
			// Disks lose links too, programs get no memory, and neither a spare bond nor an unused card has a cable.
			const isInterface = device === '' || links.some(({name}) => name === device);
			const isUnused = !used.has(device) && !carriesAnother(device, links);
			if (
				!isInterface ||
				(fault === 'bondEmpty' && !used.has(device)) ||
				(fault === 'flapping' && isUnused)
			) {
				continue;
			}
			const line = last.message.slice(0, 300);
			yield finding(
				fault,
				{device, detail, count, line, time: formatTimestamp(last.time)},
				{kind: 'Interface', name: device === '' ? detail : device},
				{evidence: [{from: 'log', excerpt: line}]},
			);
		}
	},
});
