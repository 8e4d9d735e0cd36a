import {
	type CarryingTunnel,
	type DnsContact,
	defineCheck,
	encryptingDeviceFor,
	failingDirection,
	flannelDevicesOf,
	ipsecLossOf,
	isInService,
	listAll,
	listNames,
	mtuSetting,
	overlayVerdictOf,
	type PeerAnswer,
	type PeerContact,
	peerContactsOf,
	silenceOfPeer,
	silenceWords,
	type TunnelTraffic,
	thisNode,
	trafficLine,
	unansweredCalls,
	wallsOf,
} from 'rke2-netdoctor';

const answeringPodOn = (dns: DnsContact | undefined, name: string): string | undefined =>
	dns?.endpoints.find(({nodeName, answer}) => nodeName === name && answer?.result === 'answered')?.address;

const linesOf = ({peer, underlay}: PeerContact) =>
	[
		underlay === 'pings'
			? ({from: 'underlayPings', excerpt: `${peer.underlay} answers pings`, of: peer.underlay} as const)
			: ({from: 'underlay', excerpt: `${peer.underlay}:10250 answers`, of: peer.underlay} as const),
		{from: 'overlay', excerpt: `${peer.overlay}:10250 is silent`, of: peer.overlay ?? ''},
	] as const;

const nodesOf = (found: readonly PeerContact[]) =>
	found.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
const namesOf = (found: readonly PeerContact[]): string => listNames(found.map(({peer}) => peer.name));

const stallLine = ({peer}: PeerContact, answers: readonly PeerAnswer[]) =>
	({
		from: 'overlay',
		excerpt: answers.find(answer => answer.peer === peer)?.answer?.detail ?? 'silent',
		of: peer.overlay ?? '',
	}) as const;

const countedOn = (
	{name}: {readonly name: string},
	{counters}: {readonly counters?: readonly TunnelTraffic[] | undefined},
) => {
	const traffic = counters?.find(one => one.name === name);
	const line = traffic && ({from: 'counters', excerpt: trafficLine(traffic), of: '-s'} as const);
	return {traffic, counted: line === undefined ? [] : [line]};
};

export default defineCheck({
	id: 'overlay/peer-unreachable',
	title: 'Nodes that answer on the underlay answer through the overlay too',
	rationale:
		'The kubelet of another node is asked on its InternalIP and on the address of its VXLAN device, with a TLS handshake each. When only the first one answers, the tunnel between the two nodes is broken, and with it everything between their pods.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		links: 'ip.link',
		routes: 'ip.route',
		proven: 'overlay.proven-peers',
	},
	wants: {
		counters: 'overlay.counters',
		dns: 'dns.contact',
		vendor: 'system.vendor',
		ipsec: 'ipsec.errors',
		rules: 'ip.rule',
		wireguard: 'wireguard.peers',
	},
	messages: {
		silent: {
			severity: 'critical',
			text: '{peer} answers on {underlay}, but nothing comes back from {overlay} through {device}: {reason}',
			guide: {
				steps: [
					{text: '{look}'},
					{
						text: 'If nothing arrives there: open UDP port {port} between all nodes in {walls}',
						changes: 'cluster',
					},
					{
						text: 'If it arrives but is not answered: run rke2-netdoctor on {peer}, and look at the firewalls of both nodes',
					},
				],
				links: [
					'rke2/requirements-cni-ports',
					'flannel/firewalls',
					'calico/network-requirements',
					'rancher/overlay-test',
				],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		allSilent: {
			severity: 'critical',
			text: 'None of {count} other nodes answers through {device} ({peers}), although they answer on the underlay: {reason}',
			guide: {
				steps: [
					{text: '{look}'},
					{
						text: 'If packets leave this node: open UDP port {port} between this node and all others in {walls}',
						changes: 'cluster',
					},
				],
				links: [
					'rke2/requirements-cni-ports',
					'flannel/firewalls',
					'calico/network-requirements',
					'rancher/overlay-test',
				],
			},
			explains: ['dns/endpoint-unreachable', ...unansweredCalls],
		},
		stalls: {
			severity: 'critical',
			text: '{peers}: connections through {device} open, but the TLS handshake does not end: large packets are lost on the way',
			guide: {
				steps: [
					{text: 'ping -c 3 -M do -s {size} {overlay}'},
					{text: 'ip link show, on both nodes: {device} needs 50 bytes less than the interface below it'},
					{
						text: 'If a network between the nodes carries less, {setting}',
						changes: 'cluster',
					},
				],
				links: ['flannel/mtu', 'calico/mtu', 'rancher/networking', 'flannel/nat'],
			},
			explains: unansweredCalls,
		},
		onlyPings: {
			severity: 'info',
			text: 'Pings through {device} to {peers} come back, but connections to the kubelet do not: a firewall there refuses port 10250 from the pod network, or checksum offload damages TCP in the tunnel',
			guide: {
				steps: [
					{text: 'ethtool -k {device} | grep tx-checksum-ip-generic'},
					{
						text: 'If services on other nodes fail as well: ethtool -K {device} tx-checksum-ip-generic off',
						changes: 'node',
					},
				],
				links: [
					'flannel/nat',
					'flannel/issue-checksum',
					'rke2/known-issues-calico-vxlan-offload',
					'flannel/firewalls',
				],
			},
		},
	},
	*run(evidence, {finding, environment}) {
		const {overlay, routes, links, dns, proven, rules = [], wireguard} = evidence;
		const [device] = flannelDevicesOf(environment, links);
		if (device === undefined) {
			return;
		}
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, silent, stalling, pinging} = overlayVerdictOf(contacts, routes, device.name);
		const ofDevice = {kind: 'Interface', name: device.name} as const;
		const asked = silent.flatMap(({peer}) => peer.overlay ?? []);
		const ipsec = ipsecLossOf(evidence.ipsec ?? {}, silent.length);
		const tunnelTo = (address: string): CarryingTunnel => {
			// Felix that encrypts leads there what VXLAN would carry, node by node as they take it up.
			const encrypting = encryptingDeviceFor(address, routes, rules, wireguard?.last ?? []);
			return encrypting === undefined
				? {name: device.name, port: device.link?.vxlan?.port ?? 'of the tunnel', isWireguard: false}
				: {...encrypting, isWireguard: true};
		};
		const walls = wallsOf(evidence.vendor);
		const wayBy = (tunnel: CarryingTunnel) => {
			const {traffic, counted} = countedOn(tunnel, evidence);
			const place = {device: tunnel.name, port: tunnel.port, walls};
			return {traffic, counted, place, words: silenceWords(traffic, tunnel, ipsec)};
		};
		const [first] = silent;
		if (first !== undefined && silent.length > 1 && silent.length === judged.length) {
			const tunnels = new Map(asked.map(tunnelTo).map(tunnel => [tunnel.name, tunnel]));
			const ways = [...tunnels.values()].map(wayBy);
			const blocked = 'is most likely blocked to or from this node';
			const reasons = ways.map(({traffic, words}) => words.reason(blocked, failingDirection(traffic)));
			yield finding(
				'allSilent',
				{
					...{count: silent.length, peers: namesOf(silent), walls},
					device: listAll(ways.map(({place}) => place.device)),
					port: listAll(ways.map(({place}) => `${place.port}`)),
					reason: [...new Set(reasons)].join('; '),
					look: [...new Set(ways.map(({words}) => words.look('')))].join('; '),
				},
				thisNode(environment),
				{evidence: [...linesOf(first), ...ways.flatMap(({counted}) => counted)], about: [ofDevice]},
			);
		} else {
			for (const contact of silent) {
				const {name, underlay, overlay: inside = ''} = contact.peer;
				const {traffic, counted, place, words} = wayBy(tunnelTo(inside));
				// With other peers, what comes in may be theirs.
				const direction = overlay.length === 1 ? failingDirection(traffic) : '';
				yield finding(
					'silent',
					{
						...{peer: name, underlay, overlay: inside, ...place},
						...silenceOfPeer(name, answeringPodOn(dns, name), words, direction),
					},
					{kind: 'Peer', name},
					{evidence: [...linesOf(contact), ...counted], about: nodesOf([contact])},
				);
			}
		}
		const [stalled] = stalling;
		if (stalled !== undefined) {
			yield finding(
				'stalls',
				{
					...{peers: namesOf(stalling), device: device.name, size: (device.link?.mtu ?? 1450) - 28},
					...{overlay: stalled.peer.overlay ?? '', setting: mtuSetting(environment)},
				},
				ofDevice,
				{
					evidence: [stallLine(stalled, overlay)],
					about: nodesOf(stalling),
					affects: stalling.length === judged.length ? [thisNode(environment)] : nodesOf(stalling),
				},
			);
		}
		// Where pods there answer, a firewall spares its kubelet the pod network: as many a site wants it.
		const doubtful = pinging.filter(({peer}) => !proven.includes(peer.name));
		const [pinged] = doubtful;
		if (pinged !== undefined) {
			const about = nodesOf(doubtful);
			const data = {peers: namesOf(doubtful), device: device.name};
			yield finding('onlyPings', data, ofDevice, {evidence: linesOf(pinged), about, affects: about});
		}
	},
});
