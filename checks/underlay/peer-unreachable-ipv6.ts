import {
	atPort,
	defineCheck,
	type Ipv6Silence,
	ipv6Silences,
	isInService,
	listNames,
	routeLine,
	routingOf,
	ruleLine,
} from 'rke2-netdoctor';

const links = ['rke2/dual-stack', 'rke2/requirements-ports', 'rke2/requirements-networking'] as const;
const explains = ['cilium/peer', 'calico/bgp-connection'] as const;

/** What was found is told once for all nodes that it is the same for. */
const groupOf = ({contact, fault}: Ipv6Silence): string => {
	switch (fault.kind) {
		case 'refused':
			return fault.found.route === undefined ? ruleLine(fault.found.rule) : routeLine(fault.found.route);
		case 'byHand':
			return contact.address;
		case 'noRoute':
		case 'unresolved':
		case 'silent':
			return fault.kind;
	}
};

export default defineCheck({
	id: 'underlay/peer-unreachable-ipv6',
	title: 'Nodes that answer over IPv4 answer over IPv6 too',
	rationale:
		'In a dual-stack cluster the nodes have an InternalIP of each family, and the tunnel of IPv6 stands on theirs. A route or rule that refuses, a neighbour entered by hand, or a firewall that drops ICMPv6 (with which IPv6 finds its neighbours, as IPv4 does by ARP) breaks it while everything over IPv4 is well.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		contacts: 'peer.underlay-ipv6',
		underlay: 'peer.underlay',
		neighbours: 'ip.neighbour-ipv6',
		rules: 'ip.rule-ipv6',
		routes: 'ip.route',
	},
	messages: {
		refused: {
			severity: 'critical',
			text: 'This node refuses to send anything to {peers} over IPv6: {why}',
			guide: {
				steps: [
					{text: 'ip -6 route get {address}'},
					{text: '{remedy}', changes: 'node'},
					{
						text: 'Find who entered it (a VPN, a network configuration, a hardening script) and except the nodes there',
					},
				],
				links,
			},
			explains,
		},
		noRoute: {
			severity: 'critical',
			text: 'This node has no IPv6 route to {peers}, which answer over IPv4',
			guide: {
				steps: [
					{text: 'ip -6 address; ip -6 route; ip -6 route get {address}'},
					{
						text: 'Give the interface of the nodes its IPv6 address and route again, in the network configuration',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
		byHand: {
			severity: 'critical',
			text: '{peers} does not answer over IPv6, and this node sends to the MAC {mac}, which somebody entered by hand for {address} on {device}',
			guide: {
				steps: [
					{text: 'ip -6 neigh show {address}'},
					{text: 'ip -6 neigh del {address} dev {device}, so that the kernel asks again', changes: 'node'},
					{text: 'Take the entry out of the network configuration that made it', changes: 'node'},
				],
				links,
			},
			explains,
		},
		unresolved: {
			severity: 'critical',
			text: 'Nobody tells this node the MAC of {peers} over IPv6 ({address} on {device} stays {state}), while they answer over IPv4: neighbour discovery, which is ICMPv6, is dropped here or there',
			guide: {
				steps: [
					{text: 'ip6tables-save | grep -i icmp; nft list ruleset | grep -i icmpv6'},
					{
						text: 'ip6tables -I INPUT -p ipv6-icmp -j ACCEPT; ip6tables -I OUTPUT -p ipv6-icmp -j ACCEPT: types 133 to 136 must pass',
						changes: 'node',
					},
					{text: 'Do the same on {peers}, and where the rule was written'},
				],
				links,
			},
			explains,
		},
		// The kubelet's port may be the only one that is closed.
		silent: {
			severity: 'warning',
			text: '{peers} answer over IPv4 but not over IPv6 ({address})',
			guide: {
				steps: [
					{text: 'ping -6 -c 3 {address}; ip -6 route get {address}'},
					{
						text: 'ip6tables-save | grep -E "INPUT|OUTPUT", here and there: the same ports as for IPv4 must be open',
					},
					{
						text: 'ip -6 address show, there: the address must be on an interface, neither tentative nor dadfailed',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({contacts, underlay, neighbours, rules, routes}, {finding}) {
		const silences = ipv6Silences(underlay, contacts, routingOf('ipv6', rules, routes), neighbours).filter(
			({contact}) => isInService(contact.peer.standing),
		);
		for (const group of new Set(silences.map(groupOf))) {
			const same = silences.filter(one => groupOf(one) === group);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {contact, fault} = first;
			const {address, peer} = contact;
			const peers = listNames(same.map(one => one.contact.peer.name));
			const nodes = same.map(one => ({kind: 'Node', name: one.contact.peer.name}) as const);
			const subject = {kind: 'Peer', name: same.length > 1 ? 'IPv6' : `${peer.name} IPv6`} as const;
			const silent = {
				from: 'contacts',
				excerpt: `${atPort(address, 10_250)} is silent`,
				of: address,
			} as const;
			const proof = {evidence: [silent] as const, about: nodes, affects: nodes};
			switch (fault.kind) {
				case 'refused': {
					const {route, rule, kind} = fault.found;
					const why = group;
					yield finding(
						'refused',
						{
							peers,
							address,
							why: route === undefined ? `routing rule ${rule.priority}, ${why}` : `route ${why}`,
							remedy:
								route === undefined
									? `ip -6 rule del priority ${rule.priority}`
									: `ip -6 route del ${kind} ${route.destination} table ${route.table}`,
						},
						subject,
						{
							...proof,
							evidence: [
								route === undefined
									? {from: 'rules', excerpt: `${rule.priority}: ${why}`}
									: {from: 'routes', excerpt: why},
								silent,
							],
						},
					);
					break;
				}
				case 'byHand':
				case 'unresolved': {
					const {mac = '', link: device, states, address: next} = fault.neighbour;
					const entry = {
						from: 'neighbours',
						excerpt: `${next} dev ${device} ${mac === '' ? '' : `lladdr ${mac} `}${states.join(' ')}`,
					} as const;
					const data = {peers, address: next, device, mac, state: states.join(' ')};
					yield finding(fault.kind, data, subject, {...proof, evidence: [entry, silent]});
					break;
				}
				case 'noRoute':
				case 'silent':
					yield finding(fault.kind, {peers, address}, subject, proof);
			}
		}
	},
});
