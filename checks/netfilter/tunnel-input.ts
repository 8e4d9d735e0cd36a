import {
	defineCheck,
	type NetfilterDrop,
	netfilterEndOf,
	netfilterRemedyOf,
	thisNode,
	tunnelInputDrop,
	tunnelOutputDrop,
} from 'rke2-netdoctor';

const author = {
	text: 'Find who wrote it (firewalld, ufw, iptables.service, nftables.service, a hardening script) and change it there, or it comes back',
	changes: 'node',
} as const;
const links = ['rke2/requirements-networking', 'flannel/firewalls', 'rancher/networking'] as const;
const symptoms = ['overlay/peer-unreachable', 'dns/endpoint-unreachable'] as const;

export default defineCheck({
	id: 'netfilter/tunnel-input',
	title: 'What this node sends itself into the tunnel is let out, and the answers are let in',
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
					author,
				],
				links,
			},
			explains: symptoms,
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops what it sends itself to pods and nodes through {device}, {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let out what goes to the range of pods before it: {open}', changes: 'node'},
					author,
				],
				links,
			},
			explains: [...symptoms, 'netfilter/own-queries'],
		},
	},
	*run({rules, tables, addresses, ranges, plan}, {finding, environment}) {
		const device = environment.overlayDevice.value;
		const own = addresses.find(({link, family}) => link === device && family === 'ipv4')?.address;
		const source = plan.peers.find(({overlay}) => overlay?.includes('.'))?.overlay;
		if (device === undefined || own === undefined || source === undefined) {
			return;
		}
		const pods = ranges.pods.find(range => range.includes('.')) ?? source;
		const drops: readonly (readonly ['dropped' | 'droppedOut', NetfilterDrop | undefined])[] = [
			['dropped', tunnelInputDrop({device, source, destination: own}, rules, tables)],
			['droppedOut', tunnelOutputDrop({device, source: own, destination: source}, rules, tables)],
		];
		for (const [message, drop] of drops) {
			if (drop === undefined) {
				continue;
			}
			const {chain, rule} = drop.end;
			const excerpt = rule?.excerpt ?? `${chain} policy drop`;
			yield finding(
				message,
				{device, how: netfilterEndOf(drop), ...netfilterRemedyOf(drop, pods)},
				{kind: 'NetfilterRule', name: `${message === 'dropped' ? 'in' : 'out'} ${device}`},
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
		}
	},
});
