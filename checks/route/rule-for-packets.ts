import {defineCheck, listNames, routeLine, ruledPackets, ruleLine, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'route/rule-for-packets',
	title: 'No routing rule for marks, protocols or ports takes packets of the tunnel or of pods away',
	rationale:
		'Routing rules select by more than addresses: by the mark that a rule of the firewall gave a packet, by protocol and port. VPNs, traffic shaping and transparent proxies use such rules. One that selects the datagrams of the tunnel, or what pods send, leads them elsewhere or nowhere, while ip route get, which asks for neither mark nor port, shows the right way. The firewall is followed to see which mark a packet has; the datagram of a tunnel takes over that of the packet in it, such as the one that Felix gives to what policies accept.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {packets: 'netfilter.packet-marks', rules: 'ip.rule', routes: 'ip.route'},
	messages: {
		datagrams: {
			severity: 'critical',
			text: 'Routing rule {priority} ({rule}) takes datagrams of {device} (UDP port {port}) for {destinations} {where} instead of by {right}{marked}',
			guide: {
				steps: [
					{text: 'ip rule show; ip route get {first} ipproto udp dport {port} mark {mark}'},
					{text: 'ip rule del priority {priority}: until what made it runs again', changes: 'node'},
					{
						text: 'Find who made the rule (a VPN, a network configuration, a script) and except UDP port {port} there',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking', 'flannel/troubleshooting'],
			},
			explains: ['overlay/peer-unreachable', 'cilium/peer', 'dns/endpoint-unreachable'],
		},
		pods: {
			severity: 'critical',
			text: 'Routing rule {priority} ({rule}) takes what pods send to pods of other nodes {where} instead of by {right}{marked}',
			guide: {
				steps: [
					{text: 'ip rule show; iptables-save -t mangle: who sets the mark, and whose is the rule?'},
					{
						text: 'ip rule add to {first} lookup main priority {before}: until the next boot, for the range of pods',
						changes: 'node',
					},
					{
						text: 'Except the ranges of pods and services where the mark is set',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking', 'flannel/troubleshooting'],
			},
		},
	},
	*run({packets, rules, routes}, {finding, environment}) {
		// A VXLAN device of somebody else, such as Open vSwitch, or of a former CNI has rules of its own.
		const ofCluster = packets.filter(
			({device}) => device === undefined || device === environment.overlayDevice.value,
		);
		const taken = ruledPackets(rules, routes, ofCluster, environment);
		for (const rule of new Set(taken.map(({found}) => found.rule))) {
			for (const isOfTunnel of [true, false]) {
				const same = taken.filter(
					({found, device}) => found.rule === rule && (device !== undefined) === isOfTunnel,
				);
				const [first] = same;
				if (first === undefined) {
					continue;
				}
				const {found, right, packet, mark = 0, markedBy, isInherited, device = ''} = first;
				const line = ruleLine(rule);
				const destinations = [...new Set(same.flatMap(({packet: {destination}}) => destination ?? []))];
				const data = {
					...{priority: rule.priority, rule: line, port: packet.port, device},
					where: found.kind === 'route' ? `by ${routeLine(found.route)}` : `nowhere (${found.kind})`,
					right: right.dev ?? routeLine(right),
					marked:
						isInherited === true
							? `; they take over the mark 0x${mark.toString(16)} of the packets of pods in them`
							: markedBy === undefined
								? ''
								: `; the mark is set by ${markedBy}`,
					mark: `0x${mark.toString(16)}`,
					destinations: listNames(destinations),
					first: packet.destination ?? '',
					before: Math.max(rule.priority - 1, 1),
				};
				const excerpt = markedBy ?? `${packet.protocol} to ${packet.destination} port ${packet.port}`;
				yield finding(
					isOfTunnel ? 'datagrams' : 'pods',
					data,
					{kind: 'RoutingRule', name: line},
					{
						evidence: [
							{from: 'rules', excerpt: `${rule.priority}: ${line}`},
							{from: 'packets', of: `mark ${data.mark}`, excerpt},
							...(found.route === undefined
								? []
								: [
										{
											from: 'routes',
											excerpt: `${routeLine(found.route)} table ${found.route.table}`,
										} as const,
									]),
						],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
