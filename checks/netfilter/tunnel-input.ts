import {defineCheck, netfilterEndOf, netfilterRemedyOf, thisNode, tunnelInputDrop} from 'rke2-netdoctor';

export default defineCheck({
	id: 'netfilter/tunnel-input',
	title: 'Answers that come out of the tunnel reach this node itself',
	rationale:
		'What this node sends to pods of other nodes, such as the calls of an API server to webhooks, is answered through the tunnel, from the range of pods. A firewall that lets in only the network of the nodes drops these answers while pods reach each other all the same. That new connections from pods are refused is not judged: nothing needs them.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		rules: 'netfilter.iptables',
		tables: 'netfilter.nft-input',
		addresses: 'ip.address',
		ranges: 'cluster.ranges',
		plan: 'peer.plan',
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node drops the answers of pods and nodes that come out of {device} for itself, {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let in what comes from the range of pods before it: {open}', changes: 'node'},
					{
						text: 'Find who wrote it (firewalld, ufw, iptables.service, nftables.service, a hardening script) and change it there, or it comes back',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'flannel/firewalls', 'rancher/networking'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable', 'dns/service-address'],
		},
	},
	*run({rules, tables, addresses, ranges, plan}, {finding, environment}) {
		const device = environment.overlayDevice.value;
		const own = addresses.find(({link, family}) => link === device && family === 'ipv4')?.address;
		const source = plan.peers.find(({overlay}) => overlay?.includes('.'))?.overlay;
		if (device === undefined || own === undefined || source === undefined) {
			return;
		}
		const drop = tunnelInputDrop({device, source, destination: own}, rules, tables);
		if (drop === undefined) {
			return;
		}
		const pods = ranges.pods.find(range => range.includes('.')) ?? source;
		const {chain, rule} = drop.end;
		const excerpt = rule?.excerpt ?? `${chain} policy drop`;
		yield finding(
			'dropped',
			{device, how: netfilterEndOf(drop), ...netfilterRemedyOf(drop, pods)},
			{kind: 'NetfilterRule', name: `in ${device}`},
			{
				evidence: [
					drop.shownBy === 'nft'
						? {from: 'tables', excerpt, of: chain.split(' ').slice(0, 2).join(' ')}
						: {from: 'rules', excerpt, of: drop.shownBy},
					{from: 'addresses', excerpt: `${device} inet ${own}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
