import {defineCheck, formatTimestamp, isSameAddress} from 'rke2-netdoctor';

/** One damaged packet proves nothing: bits do flip. */
const leastErrors = 3;
const minutes = 30;

/** The kernel's words: https://github.com/torvalds/linux/blob/master/net/ipv4/udp.c */
const badChecksum = /^UDP: bad checksum\. From (\S+):\d+ to (\S+):(\d+) ulen \d+$/;

export default defineCheck({
	id: 'overlay/checksum-errors',
	title: 'Packets of the tunnel arrive with intact checksums',
	rationale:
		'The kernel drops an encapsulated packet whose checksum is wrong, and says in its log where it came from. That node leaves checksums to hardware or a kernel that gets them wrong inside VXLAN.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium'], backend: ['vxlan']},
	needs: {log: 'kernel.log', links: 'ip.link', nodes: 'kubernetes.nodes', clock: 'system.clock'},
	messages: {
		damaged: {
			severity: 'critical',
			text: 'Packets of {peer} through {device} arrive with wrong checksums and are dropped: {count} in the last {minutes} {minutes:minute|minutes}, the last at {time}',
			guide: {
				steps: [
					{text: 'On {peer}: ethtool -k {device} | grep tx-checksum-ip-generic'},
					{text: 'On {peer}: ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'},
					{
						text: 'To keep it there, as the device is made anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-vxlan-checksum.rules, then run udevadm control --reload',
						changes: 'node',
					},
					{
						text: 'Nodes with the same kernel and network card do the same: set it on all of them, then update the kernel',
					},
				],
				links: ['flannel/nat', 'flannel/issue-checksum', 'rke2/known-issues-calico-vxlan-offload'],
			},
			explains: ['overlay/checksum-datagrams'],
		},
	},
	*run({log, links, nodes, clock}, {finding, environment}) {
		const device = links.find(({name}) => name === environment.overlayDevice.value);
		const port = device?.vxlan?.port;
		if (device === undefined || port === undefined) {
			return;
		}
		const errors = log
			.filter(({time}) => clock - time <= minutes * 60_000)
			.flatMap(line => {
				const [, from = '', , to] = badChecksum.exec(line.message) ?? [];
				return Number(to) === port ? [{from, line}] : [];
			});
		for (const sender of new Set(errors.map(({from}) => from))) {
			const lines = errors.filter(({from}) => from === sender);
			const last = lines.at(-1);
			if (lines.length < leastErrors || last === undefined) {
				continue;
			}
			const node = nodes.find(({internalIps}) => internalIps.some(address => isSameAddress(address, sender)));
			const peer = node?.name ?? sender;
			const subject = {kind: 'Peer', name: peer} as const;
			const about = [{kind: 'Node', name: peer}] as const;
			yield finding(
				'damaged',
				{peer, device: device.name, count: lines.length, minutes, time: formatTimestamp(last.line.time)},
				subject,
				{evidence: [{from: 'log', excerpt: last.line.message}], about, affects: [subject, ...about]},
			);
		}
	},
});
