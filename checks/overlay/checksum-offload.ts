import {
	defineCheck,
	hasChecksumBug,
	isDamagingDriver,
	isFeatureOn,
	isInService,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
	thisNode,
	tunnelOffloads,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/checksum-offload',
	title: 'Hardware does not damage the packets in the tunnel',
	rationale:
		'The kernel may leave the checksums of packets inside VXLAN to the network card. Some drivers (vmxnet3 of VMware) and kernels up to 5.7 get them wrong: the receiver drops every TCP and UDP packet, while pings, whose checksum the kernel makes itself, still come back.',
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
	},
	messages: {
		damagesFlannel: {
			severity: 'critical',
			text: 'Through {device} only pings come back from {peers}: checksums of packets in the tunnel are left to {culprit}, which gets them wrong (tx-checksum-ip-generic is on)',
			guide: {
				steps: [
					{text: 'ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'},
					{
						text: 'To keep it, as flannel makes the device anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-flannel.rules, then run udevadm control --reload',
						changes: 'node',
					},
					{text: 'Do the same on every node with this hardware: each one damages what it sends itself'},
					{text: 'Then update the kernel and, on VMware, ESXi and the virtual hardware'},
				],
				links: ['flannel/nat', 'flannel/issue-checksum', 'rke2/known-issues-calico-vxlan-offload'],
			},
			explains: ['overlay/peer-unreachable#onlyPings', 'dns/endpoint-unreachable'],
		},
		damagesCalico: {
			severity: 'critical',
			text: 'Through {device} only pings come back from {peers}: checksums of packets in the tunnel are left to {culprit}, which gets them wrong (tx-checksum-ip-generic is on)',
			guide: {
				steps: [
					{text: 'ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'},
					{
						text: 'To keep it on every node: set felixConfiguration.featureDetectOverride to ChecksumOffloadBroken=true in the HelmChartConfig rke2-calico, as the chart ships it',
						changes: 'cluster',
					},
				],
				links: ['rke2/known-issues-calico-vxlan-offload', 'calico/issue-vxlan-offload', 'rke2/calico'],
			},
			explains: ['overlay/peer-unreachable#onlyPings', 'dns/endpoint-unreachable'],
		},
		damagesSegments: {
			severity: 'critical',
			text: 'Through {device} only pings come back from {peers}: {uplink} ({driver}) cuts packets in the tunnel in hardware and damages them ({features} on)',
			guide: {
				steps: [
					{text: 'ethtool -K {uplink} {switches}', changes: 'node'},
					{
						text: 'To keep it over a reboot: set the same in the configuration of {uplink} (NetworkManager: ethtool.feature-tx-udp_tnl-segmentation off), or by a udev rule, on every node with this hardware',
						changes: 'node',
					},
					{
						text: 'If that does not help: on a peer, tcpdump -c 20 -vni any udp port {port} | grep -i "bad.*cksum", and connect from a pod here to a pod there meanwhile',
					},
				],
				links: ['calico/issue-vxlan-offload', 'flannel/nat', 'rke2/known-issues-calico-vxlan-offload'],
			},
			explains: ['overlay/peer-unreachable#onlyPings'],
		},
	},
	*run(evidence, {finding, environment}) {
		const {links, routes, features, drivers, kernel} = evidence;
		const device = links.find(({name}) => name === environment.overlayDevice.value);
		if (device?.vxlan === undefined) {
			return;
		}
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, pinging} = overlayVerdictOf(contacts, routes, device.name);
		const [first] = pinging;
		// One peer that answers proves that this node sends what can be read.
		if (first === undefined || pinging.length < judged.length) {
			return;
		}
		const uplink = device.vxlan.lower ?? '';
		const driver = drivers.get(uplink);
		const peers = listNames(pinging.map(({peer}) => peer.name));
		const proof = [
			{
				from: 'overlayPings',
				excerpt: `${first.peer.overlay} answers pings, but no TCP`,
				of: first.peer.overlay ?? '',
			},
			{from: 'kernel', excerpt: kernel.release},
			...(driver === undefined
				? []
				: [{from: 'drivers' as const, excerpt: `${uplink}: ${driver}`, of: uplink}]),
		] as const;
		const feature = (link: string, name: string) =>
			({from: 'features', excerpt: `${name}: on`, of: link}) as const;
		const subject = {kind: 'Interface', name: device.name} as const;
		const affects = [thisNode(environment), subject];
		if (isFeatureOn(features, device.name, 'tx-checksum-ip-generic') === true) {
			const culprit = isDamagingDriver(driver)
				? `the driver ${driver} of ${uplink}`
				: hasChecksumBug(kernel.release)
					? `kernel ${kernel.release}${driver === undefined ? '' : ` with the driver ${driver} of ${uplink}`}`
					: undefined;
			if (culprit !== undefined) {
				const message = environment.cni.value === 'calico' ? 'damagesCalico' : 'damagesFlannel';
				yield finding(message, {device: device.name, peers, culprit}, subject, {
					evidence: [feature(device.name, 'tx-checksum-ip-generic'), ...proof],
					affects,
				});
			}
			return;
		}
		const isOn = tunnelOffloads.filter(name => isFeatureOn(features, uplink, name) === true);
		const [offload] = isOn;
		if (offload !== undefined && isDamagingDriver(driver)) {
			yield finding(
				'damagesSegments',
				{
					device: device.name,
					peers,
					uplink,
					driver,
					features: listNames(isOn),
					switches: isOn.map(name => `${name} off`).join(' '),
					port: device.vxlan.port ?? 'of the tunnel',
				},
				subject,
				{evidence: [feature(uplink, offload), ...proof], affects},
			);
		}
	},
});
