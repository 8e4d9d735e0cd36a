import {
	bridgeArpDropOf,
	bridgePorts,
	defineCheck,
	flannelBridge,
	netfilterRemedyOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/bridge-arp',
	title: 'Pods learn the MAC address of their gateway, the bridge cni0',
	rationale:
		'Before a pod sends anything it asks for the MAC of cni0 by ARP. Tables of nftables of the family bridge, which ebtables writes too, filter what passes a bridge; those for virtual machines may drop ARP on every bridge of the node, and iptables shows nothing of it. The question of each pod and the answer of the node are followed there. A rule for another bridge, or for some addresses, is none of this.',
	when: {cni: ['flannel']},
	needs: {tables: 'netfilter.nft-input', links: 'ip.link', addresses: 'ip.address'},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'Pods of this node do not learn the MAC of their gateway {address}: ARP is dropped in the bridge, {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'nft insert rule {chain} ether type arp accept: at once, and until the rules are loaded again',
						changes: 'node',
					},
					{
						text: 'Find who wrote it (ebtables.service, nftables.service, libvirt, a hardening script) and let ARP pass on cni0 there',
						changes: 'node',
					},
				],
				links: ['flannel/troubleshooting', 'flannel/firewalls', 'rke2/flannel'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({tables, links, addresses}, {finding, environment}) {
		const [port, ...more] = bridgePorts(links)
			.filter(({isUp}) => isUp)
			.map(({name}) => name);
		const address = addresses.find(({link, family}) => link === flannelBridge && family === 'ipv4')?.address;
		if (port === undefined || address === undefined) {
			return;
		}
		const drop = bridgeArpDropOf(tables, {bridge: flannelBridge, address, ports: [port, ...more]});
		if (drop === undefined) {
			return;
		}
		const {chain, rule} = drop;
		yield finding(
			'dropped',
			{
				address,
				how:
					rule === undefined
						? `the policy of the nftables chain ${chain} is drop`
						: `nftables rule ${chain} handle ${rule.handle}`,
				show: netfilterRemedyOf({shownBy: 'nft', end: {chain}}, '').show,
				chain,
			},
			{kind: 'NetfilterRule', name: chain},
			{
				evidence: [
					{
						from: 'tables',
						of: chain.split(' ').slice(0, 2).join(' '),
						excerpt: rule === undefined ? `${chain} policy drop` : JSON.stringify(rule.expressions),
					},
				],
				affects: [{kind: 'Interface', name: flannelBridge}, thisNode(environment)],
			},
		);
	},
});
