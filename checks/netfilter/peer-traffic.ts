import {
	defineCheck,
	isInService,
	listNames,
	netfilterEndOf,
	netfilterRemedyOf,
	peerContactsOf,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const symptoms = [
	'underlay/peer-unreachable',
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'netfilter/overlay-port',
	'dns/one-protocol',
	'rke2/api-unreachable',
	'kubernetes.*',
	'rke2/registration-address',
	'service/api-address#partly',
	'calico/bgp-connection',
	'calico/typha#unreachable',
	'cilium/peer',
	...withoutApi,
] as const;

const look = {text: '{show}'} as const;

/** The kubelet's rule for marked packets, where it asks for no mark. */
const isUnmarked = (text = ''): boolean =>
	/KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -j DROP/.test(text);

export default defineCheck({
	id: 'netfilter/peer-traffic',
	title: 'The firewall of this node lets it talk to the other nodes',
	rationale:
		'A list of banned addresses, a rule against private sources, or one written for a machine that is long gone may hold the address of a node. Then nothing that this node sends there, or nothing that comes back, passes its own firewall. The way of a connection to the kubelet there and of its answer is followed through the chains, sets of banned addresses included; only nodes in service that answer on neither way, the overlay included, are judged. A list of allowed ports need not hold that of the kubelet: the tunnel, BGP and the ports of servers are followed, too.',
	needs: {
		passage: 'netfilter.peer-passage',
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node drops {what} {peers}, {how}',
			guide: {
				steps: [
					look,
					{text: 'Let the nodes pass before it: {open}', changes: 'node'},
					{
						text: 'Take the address out of the list, or change the rule where it was written (fail2ban, firewalld, ufw, iptables.service, nftables.service, a hardening script), or it comes back',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/requirements-networking', 'flannel/firewalls'],
			},
			explains: symptoms,
		},
		markLost: {
			severity: 'critical',
			text: 'This node drops everything that it sends and receives, {peers} included: the rule of the kubelet in KUBE-FIREWALL, which drops packets with a mark, has lost its mark. A program with an older iptables has read the rules and written them back',
			guide: {
				steps: [
					look,
					{
						text: '{program} -t filter -D KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -j DROP, then systemctl restart rke2-server (rke2-agent on agents), whose kubelet writes the right one when it starts',
						changes: 'node',
					},
					{
						text: 'Find who wrote it, or it comes back: who runs iptables-restore with rules of iptables-save on this node (kube-router, iptables.service, netfilter-persistent, a security agent), and with which iptables --version; releases before 1.8.8 misread what later ones have written',
						changes: 'node',
					},
					{
						text: 'For good: the same version of iptables everywhere, or RKE2 v1.27 and later, whose kubelet writes no such rule (delete the one of before, or reboot)',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-linux', 'rke2/nftables'],
			},
			explains: symptoms,
		},
		kubeletPort: {
			severity: 'warning',
			text: 'This node drops what it sends to TCP 10250 of {peers}, {how}; other ports there are open to it',
			guide: {
				steps: [
					look,
					{
						text: 'Where metrics-server or a server runs here, allow TCP 10250 to the nodes: {open}, and where the rule was written',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/requirements-networking'],
			},
			explains: ['underlay/peer-unreachable'],
		},
	},
	*run({passage, plan, underlay, ...answers}, {finding, environment}) {
		const contacts = peerContactsOf({...answers, underlay, overlayPings: []});
		const isReset = (address: string): boolean =>
			underlay.some(({peer, answer}) => peer.underlay === address && answer?.result === 'reset');
		const drops = passage.filter(({way, address, end: {rule}}) => {
			const contact = contacts.find(({peer}) => peer.underlay === address);
			// What this node itself rejects looks like an answer to it.
			const isRejectedHere = way === 'out' && /reject/i.test(rule?.excerpt ?? '') && isReset(address);
			return (
				contact !== undefined &&
				isInService(contact.peer.standing) &&
				contact.overlay !== 'answers' &&
				contact.overlay !== 'stalls' &&
				(contact.underlay === 'silent' || contact.underlay === 'unclear' || isRejectedHere)
			);
		});
		const endOf = ({way, isGeneral, end}: (typeof drops)[number]): string =>
			`${way} ${isGeneral} ${end.rule?.text ?? `${end.chain} policy`}`;
		for (const end of new Set(drops.map(endOf))) {
			const same = drops.filter(drop => endOf(drop) === end);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {way, address, isGeneral, shownBy} = first;
			const {chain, rule} = first.end;
			const peers = plan.peers.filter(peer => same.some(drop => drop.address === peer.underlay));
			const names = listNames(peers.map(({name}) => name));
			const subject = {kind: 'NetfilterRule', name: `${way} ${chain}`} as const;
			const details = {
				evidence: [
					{
						from: 'passage',
						of: shownBy === 'nft' ? chain.split(' ').slice(0, 2).join(' ') : shownBy,
						excerpt: rule?.excerpt ?? `${chain} policy drop`,
					},
					{from: 'underlay', excerpt: `${address}:10250 does not answer`, of: address},
				],
				about: peers.map(({name}) => ({kind: 'Node', name}) as const),
				affects: [thisNode(environment)],
			} as const;
			const remedy = netfilterRemedyOf(first, address);
			if (isUnmarked(rule?.text)) {
				const [program = 'iptables'] = remedy.show.split(' ');
				yield finding('markLost', {peers: names, show: remedy.show, program}, subject, details);
				continue;
			}
			yield finding(
				isGeneral ? 'dropped' : 'kubeletPort',
				{
					what: way === 'out' ? 'what it sends to' : 'what it is answered by',
					peers: names,
					how: netfilterEndOf(first),
					...remedy,
				},
				subject,
				details,
			);
		}
	},
});
