import {
	defineCheck,
	netfilterEndOf,
	netfilterEndSubject,
	netfilterRemedyOf,
	type OverlayPortDrop,
	peersOfDrops,
	thisNode,
	unansweredCalls,
} from 'rke2-netdoctor';

const lost = ['overlay/peer-unreachable', ...unansweredCalls] as const;
const waits = {
	text: 'The device that waits for these packets in vain has a socket: ss -lunp "sport = :{port}"',
} as const;
const author = {
	text: 'Find who wrote it (firewalld, ufw, CSF, iptables.service, nftables.service, a hardening script) and change it there, or it comes back',
	changes: 'node',
} as const;
const ofIptables = [
	waits,
	{
		text: 'Let the nodes in before it, with their network for NODES: {program} {at} -s NODES -p udp --dport {port} -j ACCEPT',
		changes: 'node',
	},
	author,
] as const;
const ofNft = [
	waits,
	{text: 'nft -a list chain {chain}'},
	{
		text: 'Let the nodes in before it, with their network for NODES: nft insert rule {chain} ip saddr NODES udp dport {port} accept',
		changes: 'node',
	},
	author,
] as const;
const waysOut = [
	{text: '{show}'},
	{
		text: 'Let it out before that, with the network of the nodes for NODES: {accept}',
		changes: 'node',
	},
	author,
] as const;
const links = ['rke2/requirements-cni-ports', 'flannel/firewalls'] as const;

/** What the newer back-end accepts the older one still drops. */
const programOf = ({shownBy}: OverlayPortDrop): string =>
	shownBy === 'iptables-legacy-save' ? 'iptables-legacy' : 'iptables';

/** Where to look, and what to put before it. */
const remedyOut = (drop: OverlayPortDrop, port: number): {readonly show: string; readonly accept: string} => {
	const {chain} = drop.end;
	const [table = '', name = ''] = chain.split(' ');
	return drop.shownBy === 'nft'
		? {
				show: `nft -a list chain ${chain}`,
				accept: `nft insert rule ${chain} ip daddr NODES udp dport ${port} accept`,
			}
		: {
				show: `${programOf(drop)} -t ${table} -nvL ${name} --line-numbers`,
				accept: `${programOf(drop)} -t ${table} -I ${name} -d NODES -p udp --dport ${port} -j ACCEPT`,
			};
};

export default defineCheck({
	id: 'netfilter/overlay-port',
	title: 'This node lets overlay packets of other nodes in, and its own out',
	rationale:
		'Packets between pods of different nodes arrive as UDP datagrams for the port of the VXLAN device. A firewall rule of the host that drops them cuts all pods of this node off from those of other nodes, while nodes and health checks look well. One in OUTPUT or POSTROUTING does the same to what this node sends. The chains are followed as the kernel does; where a rule selects by something else than address, port, interface, mark and state, no answer is given.',
	when: {backend: ['vxlan']},
	needs: {passage: 'netfilter.overlay-passage', devices: 'ip.link'},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) of {peers}: rule {rule}',
			guide: {steps: ofIptables, links},
			explains: ['netfilter/firewall-log', 'netfilter/tunnel-input', ...lost, 'cilium/peer'],
		},
		droppedByPolicyOfCalico: {
			severity: 'critical',
			text: 'A policy of Calico for this host drops overlay packets (UDP port {port}) of {peers}: rule {rule}',
			guide: {
				steps: [
					{
						text: 'kubectl get hostendpoints.crd.projectcalico.org,globalnetworkpolicies.crd.projectcalico.org; kubectl get kubecontrollersconfigurations.crd.projectcalico.org default -o yaml | grep -A 2 hostEndpoint: as soon as one policy selects a host endpoint, everything else is dropped but a few failsafe ports',
					},
					{
						text: 'Allow the nodes what they need of each other in a GlobalNetworkPolicy of a lower order, UDP {port}, TCP 9345 and 10250 among it, or let the policy select pods only: selector: projectcalico.org/namespace != ""',
						changes: 'cluster',
					},
					{
						text: 'Or take the host endpoints away again: hostEndpoint.autoCreate: Disabled there; a rule written by hand before it does not last, Felix removes it',
						changes: 'cluster',
					},
				],
				links: ['calico/network-policy', 'rke2/requirements-cni-ports'],
			},
			explains: ['netfilter/tunnel-input', ...lost, 'cilium/peer'],
		},
		notAmongHosts: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) of {peers}: Felix lets in only those of the hosts in a set of its own, and these are not in it',
			guide: {
				steps: [
					{
						text: 'ipset list cali40all-vxlan-net; kubectl get nodes -o yaml | grep projectcalico.org/IPv4Address',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: Felix writes the set anew as it starts',
						changes: 'cluster',
					},
					{
						text: 'If it is empty again soon: find the program that flushes sets (ipset.service, firewalld, a hardening script); a Node that announces another address than its own is named by this program there',
					},
				],
				links: ['calico/troubleshooting', 'rke2/requirements-cni-ports'],
			},
			explains: lost,
		},
		droppedByNft: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) of {peers}: nftables rule {rule}',
			guide: {steps: ofNft, links},
			explains: ['netfilter/tunnel-input', ...lost, 'cilium/peer'],
		},
		droppedByPolicy: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) of {peers}: no rule accepts them, and the policy of {chain} is drop',
			guide: {steps: ofIptables, links},
			explains: ['netfilter/tunnel-input', ...lost, 'cilium/peer'],
		},
		droppedByNftPolicy: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) of {peers}: no rule accepts them, and the policy of the nftables chain {chain} is drop',
			guide: {steps: ofNft, links},
			explains: ['netfilter/tunnel-input', ...lost, 'cilium/peer'],
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops its own overlay packets (UDP port {port}) to {peers}: rule {rule}',
			guide: {steps: waysOut, links},
			explains: ['netfilter/firewall-log#overlayOut', ...lost, 'cilium/peer'],
		},
		droppedOutByPolicy: {
			severity: 'critical',
			text: 'This node drops its own overlay packets (UDP port {port}) to {peers}: no rule accepts them, and the policy of {chain} is drop',
			guide: {steps: waysOut, links},
			explains: ['netfilter/firewall-log#overlayOut', ...lost, 'cilium/peer'],
		},
		droppedLarge: {
			severity: 'critical',
			text: 'This node drops overlay packets (UDP port {port}) {direction} when they are as large as full packets of pods make them, {octets} bytes, while small ones pass: {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Let UDP port {port} of the nodes pass before it, whatever its length, with their network for NODES: {open}',
						changes: 'node',
					},
					author,
				],
				links,
			},
			explains: lost,
		},
	},
	*run({passage, devices}, {finding, environment}) {
		const link = devices.find(({name}) => name === environment.overlayDevice.value);
		const port = link?.vxlan?.port;
		if (link === undefined || port === undefined) {
			return;
		}
		const {incoming = [], outgoing = [], large} = passage.get(link.name) ?? {};
		const subject = {kind: 'NetfilterRule', name: `UDP ${port}`} as const;
		const detailsOf = (drop: OverlayPortDrop) => {
			const {
				shownBy,
				end: {chain, rule},
			} = drop;
			const excerpt = rule?.excerpt ?? `${chain} policy drop`;
			const of = shownBy === 'nft' ? chain.split(' ').slice(0, 2).join(' ') : shownBy;
			const device = `${link.name} vxlan dstport ${port} local ${link.vxlan?.local ?? 'any'}`;
			return {
				evidence: [
					{from: 'passage', excerpt, of},
					{from: 'devices', excerpt: device},
				],
				about: [netfilterEndSubject(drop)],
				affects: [thisNode(environment)],
			} as const;
		};
		const [first] = incoming;
		if (first !== undefined) {
			const {shownBy, end} = first;
			const {chain, rule} = end;
			const data = {port, peers: peersOfDrops(incoming)};
			const details = detailsOf(first);
			const remedy = {program: programOf(first), at: `-t ${chain.replace(' ', ' -I ')}`};
			if (shownBy === 'nft') {
				yield rule === undefined
					? finding('droppedByNftPolicy', {...data, chain}, subject, details)
					: finding('droppedByNft', {...data, chain, rule: rule.text}, subject, details);
			} else {
				yield rule === undefined
					? finding('droppedByPolicy', {...data, ...remedy, chain}, subject, details)
					: chain === 'filter cali-INPUT' && /-m addrtype --dst-type LOCAL -j DROP/.test(rule.text)
						? finding('notAmongHosts', {...data, node: thisNode(environment).name}, subject, details)
						: chain.includes(' cali-')
							? finding('droppedByPolicyOfCalico', {...data, rule: rule.text}, subject, details)
							: finding('dropped', {...data, ...remedy, rule: rule.text}, subject, details);
			}
		}
		const [lost] = outgoing;
		if (lost !== undefined) {
			const {chain, rule} = lost.end;
			const data = {port, peers: peersOfDrops(outgoing), ...remedyOut(lost, port)};
			const details = detailsOf(lost);
			const tool = lost.shownBy === 'nft' ? 'nftables ' : '';
			yield rule === undefined
				? finding('droppedOutByPolicy', {...data, chain: `${tool}${chain}`}, subject, details)
				: finding('droppedOut', {...data, rule: `${tool}${rule.text}`}, subject, details);
		}
		const [full] = [...(large?.incoming ?? []), ...(large?.outgoing ?? [])];
		if (large !== undefined && full !== undefined) {
			const isIncoming = large.incoming.includes(full);
			yield finding(
				'droppedLarge',
				{
					...{port, octets: large.octets, how: netfilterEndOf(full)},
					direction: isIncoming ? `of ${peersOfDrops(large.incoming)}` : `to ${peersOfDrops(large.outgoing)}`,
					...netfilterRemedyOf(full, 'NODES'),
				},
				subject,
				detailsOf(full),
			);
		}
	},
});
