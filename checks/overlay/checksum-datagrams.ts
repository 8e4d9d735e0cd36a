import {defineCheck, hasChecksumBug, isInService, listNames, standingOf} from 'rke2-netdoctor';

/** A single one may come from anybody, over a line that is bad. */
const fewest = 3;

/** RHEL and its relatives bring mends of later kernels into one whose number stays: `4.18.0-553.el8_10.x86_64`. */
const isBackported = (release: string): boolean => /\.el\d/.test(release);

export default defineCheck({
	id: 'overlay/checksum-datagrams',
	title: 'Datagrams that arrive here have intact checksums, also those of nodes with old kernels',
	rationale:
		'Kernels up to 5.7 fill in a wrong checksum for a VXLAN packet whose content was translated and masqueraded, as what a node sends to a service is. The sender sees nothing but silence; the receiver drops the packet, usually without a word in its log: a counter for datagrams of all kinds rises. The two together, that counter and a node with such a kernel, tell it; a counter alone may be due to anybody. Calico turns the offload off by itself with such kernels; the number says nothing about those of RHEL and its relatives, which have later mends.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {errors: 'snmp.checksum-errors', nodes: 'kubernetes.node-kernels', links: 'ip.link'},
	messages: {
		likely: {
			severity: 'warning',
			text: '{count} UDP datagrams arrived with wrong checksums while this program ran, and were dropped. They may be packets of {device} from {peers} (kernel {kernel}): kernels up to 5.7 without the mend damage what they send to services through VXLAN, and services whose pods are here then do not answer there',
			guide: {
				steps: [
					{
						text: "tcpdump -nvi {uplink} udp port {port} | grep -B1 'bad udp cksum': who sends them; grep ^Udp: /proc/net/snmp here counts them (InCsumErrors)",
					},
					{
						text: 'Only for senders that tcpdump names, there: ethtool -K {device} tx-checksum-ip-generic off',
						changes: 'node',
					},
					{
						text: 'To keep it there, as the device is made anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-vxlan-checksum.rules, then run udevadm control --reload. Kernels after 5.7 have the mend',
						changes: 'node',
					},
				],
				links: ['flannel/nat', 'flannel/issue-checksum', 'rke2/known-issues-calico-vxlan-offload'],
			},
		},
	},
	*run({errors, nodes, links}, {finding, environment}) {
		const device = links.find(({name}) => name === environment.overlayDevice.value);
		const senders = nodes.filter(
			node =>
				node.name !== environment.nodeName.value &&
				isInService(standingOf(node)) &&
				node.kernelVersion !== undefined &&
				!isBackported(node.kernelVersion) &&
				hasChecksumBug(node.kernelVersion),
		);
		const [first] = senders;
		if (device === undefined || first === undefined || errors.udp < fewest) {
			return;
		}
		yield finding(
			'likely',
			{
				...{count: errors.udp, device: device.name, first: first.name},
				...{peers: listNames(senders.map(({name}) => name)), kernel: first.kernelVersion ?? ''},
				...{uplink: device.vxlan?.lower ?? 'any', port: device.vxlan?.port ?? 8472},
			},
			{kind: 'Interface', name: device.name},
			{
				evidence: [
					{from: 'errors', excerpt: `Udp: InCsumErrors +${errors.udp}`, of: '/proc/net/snmp'},
					{from: 'nodes', excerpt: `${first.name}: kernelVersion ${first.kernelVersion}`},
				],
				about: senders.map(({name}) => ({kind: 'Node', name}) as const),
			},
		);
	},
});
