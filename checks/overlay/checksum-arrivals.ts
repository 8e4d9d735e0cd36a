import {
	corednsService,
	defineCheck,
	flannelDevicesOf,
	isInService,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/checksum-arrivals',
	title: 'TCP that arrives through the tunnel has intact checksums',
	rationale:
		'The sender may leave the checksum inside a VXLAN packet to a network card or hypervisor that gets it wrong. The outer packet is intact, so pings and small UDP come through, but this kernel drops every TCP segment without a word: only a counter rises.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		errors: 'snmp.checksum-errors',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		links: 'ip.link',
		routes: 'ip.route',
	},
	messages: {
		damaged: {
			severity: 'critical',
			text: 'TCP of {peers} through {device} arrives with wrong checksums: {count} segments were dropped while this program ran, and only pings come back',
			guide: {
				steps: [
					{text: 'On {peers}: ethtool -k {device} | grep tx-checksum-ip-generic; ethtool -i UPLINK'},
					{text: 'There: ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'},
					{
						text: 'To keep it there, as the device is made anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-vxlan-checksum.rules, then run udevadm control --reload',
						changes: 'node',
					},
					{
						text: 'Nodes of the same kind do the same: set it on all of them, then update kernel, firmware and hypervisor',
					},
				],
				links: ['flannel/nat', 'flannel/issue-checksum', 'rke2/known-issues-calico-vxlan-offload'],
			},
			explains: [
				'overlay/peer-unreachable#onlyPings',
				'dns/endpoint-unreachable',
				'dns/one-protocol#tcpLost',
			],
		},
	},
	*run(evidence, {finding, environment}) {
		const {errors, links, routes} = evidence;
		const [device] = flannelDevicesOf(environment, links);
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const pinging = device === undefined ? [] : overlayVerdictOf(contacts, routes, device.name).pinging;
		if (device === undefined || pinging.length === 0 || errors.tcp < pinging.length) {
			return;
		}
		const about = pinging.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
		const subject = {kind: 'Interface', name: device.name} as const;
		yield finding(
			'damaged',
			{peers: listNames(pinging.map(({peer}) => peer.name)), device: device.name, count: errors.tcp},
			subject,
			{
				evidence: [
					{from: 'errors', excerpt: `Tcp: InCsumErrors +${errors.tcp}`, of: '/proc/net/snmp'},
					...pinging.slice(0, 2).map(
						({peer}) =>
							({
								from: 'overlay',
								excerpt: `${peer.overlay}:10250 is silent`,
								of: peer.overlay ?? '',
							}) as const,
					),
				],
				about,
				// Questions to the service go to any endpoint.
				affects: [subject, corednsService, ...about],
			},
		);
	},
});
