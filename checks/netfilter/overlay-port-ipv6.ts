import {
	defineCheck,
	flannelDevicesOf,
	netfilterEndOf,
	netfilterRemedyOf,
	overlayPortPassage,
	peersOfDrops,
	thisNode,
} from 'rke2-netdoctor';

const author = {
	text: 'Find who wrote it (firewalld, ufw, ip6tables.service, nftables.service, a hardening script) and change it there, or it comes back',
	changes: 'node',
} as const;
const guide = {
	steps: [
		{text: '{show}'},
		{
			text: 'Let UDP port {port} of the nodes pass before it, with their IPv6 network for NODES: {open}',
			changes: 'node',
		},
		author,
	],
	links: ['rke2/requirements-cni-ports', 'flannel/firewalls', 'rke2/dual-stack'],
} as const;

export default defineCheck({
	id: 'netfilter/overlay-port-ipv6',
	title: 'This node lets overlay packets of other nodes in over IPv6, and its own out',
	rationale:
		'With two families flannel has a second tunnel, whose datagrams travel over IPv6. Firewalls have rules of their own for it: one that was opened for IPv4 alone cuts the IPv6 addresses of pods off, while everything else looks well.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		rules: 'netfilter.ip6tables',
		tables: 'netfilter.nft-input',
		links: 'ip.link',
		fdb: 'bridge.fdb',
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node drops IPv6 overlay packets (UDP port {port}) of {peers}, {how}: the IPv6 addresses of pods are cut off from those of other nodes',
			guide,
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops its own IPv6 overlay packets (UDP port {port}) to {peers}, {how}: the IPv6 addresses of pods are cut off from those of other nodes',
			guide,
		},
	},
	*run({rules, tables, links, fdb}, {finding, environment}) {
		const device = flannelDevicesOf(environment, links).find(({family}) => family === 'ipv6')?.link;
		const port = device?.vxlan?.port;
		if (rules === undefined || device === undefined || port === undefined) {
			return;
		}
		const peers = fdb.flatMap(({link, destination}) => (link === device.name ? (destination ?? []) : []));
		const passage = overlayPortPassage(device, peers, rules, tables, {family: 'ipv6'});
		const ways = [
			['dropped', passage?.incoming ?? []],
			['droppedOut', passage?.outgoing ?? []],
		] as const;
		for (const [message, drops] of ways) {
			const [first] = drops;
			if (first === undefined) {
				continue;
			}
			const {chain, rule} = first.end;
			const excerpt = rule?.excerpt ?? `${chain} policy drop`;
			yield finding(
				message,
				{port, peers: peersOfDrops(drops), how: netfilterEndOf(first), ...netfilterRemedyOf(first, 'NODES')},
				{kind: 'NetfilterRule', name: `UDP ${port} over IPv6`},
				{
					evidence: [
						first.shownBy === 'nft'
							? {from: 'tables', excerpt, of: chain.split(' ').slice(0, 2).join(' ')}
							: {from: 'rules', excerpt, of: first.shownBy},
						{
							from: 'links',
							excerpt: `${device.name} vxlan dstport ${port} local ${device.vxlan?.local ?? ''}`,
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
