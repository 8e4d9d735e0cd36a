import {defineCheck, hasChecksumBug, isInService, listNames, standingOf} from 'rke2-netdoctor';

/** A single one may come from anybody, over a line that is bad. */
const fewest = 3;

export default defineCheck({
	id: 'overlay/checksum-datagrams',
	title: 'Datagrams that arrive here have intact checksums, also those of nodes with old kernels',
	rationale:
		'Kernels before 5.7 fill in a wrong checksum for a VXLAN packet whose content was translated and masqueraded, as what a node sends to a service is. The sender sees nothing but silence; the receiver drops the packet, usually without a word in its log: a counter for datagrams of all kinds rises. The two together, that counter and a node with such a kernel, tell it; a counter alone may be due to anybody.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {errors: 'snmp.checksum-errors', nodes: 'kubernetes.node-kernels', links: 'ip.link'},
	messages: {
		likely: {
			severity: 'warning',
			text: '{count} UDP datagrams arrived with wrong checksums while this program ran, and were dropped. Most likely they are packets of {device} from {peers} (kernel {kernel}): kernels before 5.7 damage what they send to services through VXLAN, and services whose pods are here do not answer there',
			guide: {
				steps: [
					{
						text: "tcpdump -nvi {uplink} udp port {port} | grep -B1 'bad udp cksum': who sends them; grep ^Udp: /proc/net/snmp here counts them (InCsumErrors)",
					},
					{text: 'On {first}: ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'},
					{
						text: 'To keep it there, as the device is made anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-vxlan-checksum.rules, then run udevadm control --reload. It is mended with kernel 5.7 and later',
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
