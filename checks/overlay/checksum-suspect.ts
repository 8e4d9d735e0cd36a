import {
	answeredThrough,
	corednsService,
	defineCheck,
	hasChecksumBug,
	isDamagingDriver,
	isFeatureOn,
	isInService,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/checksum-suspect',
	title: 'More than pings comes back through the tunnel',
	rationale:
		'Where pings come back from other nodes, but neither their kubelet nor a CoreDNS pod there answers, the tunnel stands and something drops TCP and UDP in it: most often the checksums, which the kernel leaves to the network card, whose driver or hypervisor gets them wrong (ixgbe, i40e, mlx5, hns3, virtio and others, with some firmware or kernel). A firewall of the other node that lets only pings pass, as ufw does, looks the same from here. Connections of pods that connection tracking saw answered through the tunnel speak against both.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		links: 'ip.link',
		routes: 'ip.route',
		features: 'ethtool.features',
		drivers: 'link.drivers',
		kernel: 'system.kernel',
		errors: 'snmp.checksum-errors',
		answers: 'dns.endpoint-answers',
		entries: 'conntrack.entries',
	},
	messages: {
		onlyPings: {
			severity: 'warning',
			text: 'Only pings come back from {peers} through {device}: neither the kubelet nor CoreDNS ({endpoints}) answers there, and no pod here had an answer through it within two minutes. Checksums in the tunnel are left to {card} (tx-checksum-ip-generic is on), which may get them wrong, or a firewall there lets nothing but pings pass',
			guide: {
				steps: [
					{
						text: 'On {first}, while a pod here connects to one there: nstat -z TcpInCsumErrors UdpInCsumErrors; where they rise, what this node sends is damaged',
					},
					{text: 'ethtool -K {device} tx-checksum-ip-generic off: does TCP pass now?', changes: 'node'},
					{
						text: 'To keep it, as the device is made anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-vxlan-checksum.rules on every node with this hardware; with Calico set featureDetectOverride: ChecksumOffloadBroken=true in felixConfiguration',
						changes: 'node',
					},
					{
						text: 'If nothing rises there: on {first}, ufw status verbose; iptables -S INPUT; iptables -S FORWARD',
					},
					{text: 'Then update driver, firmware, kernel and hypervisor'},
				],
				links: ['rke2/known-issues-calico-vxlan-offload', 'flannel/nat', 'flannel/issue-checksum'],
			},
			explains: ['overlay/peer-unreachable#onlyPings', 'dns/endpoint-unreachable'],
		},
	},
	*run(evidence, {finding, environment}) {
		const {links, routes, features, drivers, kernel, errors, answers, entries} = evidence;
		const device = links.find(({name}) => name === environment.overlayDevice.value);
		const uplink = device?.vxlan?.lower ?? '';
		const driver = drivers.get(uplink);
		// What is known to be wrong, or arrives damaged here, is told for certain elsewhere.
		const isKnown = isDamagingDriver(driver) || hasChecksumBug(kernel.release) || errors.tcp > 0;
		if (
			device === undefined ||
			isKnown ||
			isFeatureOn(features, device.name, 'tx-checksum-ip-generic') !== true
		) {
			return;
		}
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, pinging} = overlayVerdictOf(contacts, routes, device.name);
		const [first] = pinging;
		// One peer that answers proves that this node sends what can be read.
		if (first === undefined || pinging.length < judged.length) {
			return;
		}
		const there = answers.filter(
			({nodeName, answer}) => answer !== undefined && pinging.some(({peer}) => peer.name === nodeName),
		);
		const [silent] = there;
		if (silent === undefined || there.some(({answer}) => answer?.result !== 'silent')) {
			return;
		}
		// Pods that are well prove that a firewall refuses this node only.
		if (answeredThrough(device.name, entries, routes).length > 0) {
			return;
		}
		const about = pinging.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
		const subject = {kind: 'Interface', name: device.name} as const;
		yield finding(
			'onlyPings',
			{
				peers: listNames(pinging.map(({peer}) => peer.name)),
				first: first.peer.name,
				device: device.name,
				endpoints: listNames(there.map(({address}) => address)),
				card: driver === undefined ? 'the network card' : `the driver ${driver} of ${uplink}`,
			},
			subject,
			{
				evidence: [
					{
						from: 'overlayPings',
						excerpt: `${first.peer.overlay} answers pings, but no TCP`,
						of: first.peer.overlay ?? '',
					},
					{from: 'answers', excerpt: `${silent.address}:53 silent`, of: `@${silent.address}`},
					{from: 'features', excerpt: 'tx-checksum-ip-generic: on', of: device.name},
				],
				about,
				affects: [thisNode(environment), subject, corednsService, ...about],
			},
		);
	},
});
