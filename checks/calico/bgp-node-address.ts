import {
	bgpAddressesOf,
	bgpPeersOf,
	defineCheck,
	isEstablished,
	isSameAddress,
	listNames,
	thisNode,
} from 'rke2-netdoctor';

const restart = {
	text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const links = ['calico/ip-autodetection', 'calico/bgp-peer-status', 'calico/bgp-not-established'] as const;

const explains = [
	'calico/bgp-session',
	'calico/bgp-connection',
	'calico/bgp-router',
	'dns/endpoint-unreachable',
] as const;

export default defineCheck({
	id: 'calico/bgp-node-address',
	title: 'BIRD calls from the address that this node announces, and the node has it',
	rationale:
		'calico-node looks for an address of the node when it starts, and announces it on the Node. BIRD here calls from it, and BIRD on every other node takes calls from it alone. If the address has gone since, or BIRD still has an older configuration, the others hang up.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', node: 'kubernetes.node', addresses: 'ip.address'},
	messages: {
		gone: {
			severity: 'critical',
			text: 'This node announces {announced} for BGP, and has no such address (it has {has}): BIRD cannot call from it, and {count} of {total} sessions are down',
			guide: {
				steps: [
					{text: 'ip -brief address'},
					{
						text: 'If the new address is right, let calico-node look again: delete its pod, as below. If not, give the node {announced} back',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains: [...explains, 'calico/node-address#absent'],
		},
		stale: {
			severity: 'critical',
			text: 'BIRD on this node calls from {source}, but the node announces {announced}, and other nodes take BGP from that alone: {count} of {total} sessions are down',
			guide: {
				steps: [
					{
						text: 'crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -iE "confd|autodetect": why confd has not written the new address',
					},
					restart,
					{
						text: 'If {source} is the right one, say so: nodeAddressAutodetectionV4 in the HelmChartConfig rke2-calico, such as kubernetes: NodeInternalIP',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({birds, node, addresses}, {finding, environment}) {
		const ipv4 = bgpPeersOf(birds, []).filter(({family}) => family === 'ipv4');
		const down = ipv4.filter(peer => !isEstablished(peer) && peer.session.state !== 'Down');
		const announced = bgpAddressesOf(node).find(address => !address.includes(':'));
		const [first] = down;
		if (announced === undefined || first === undefined) {
			return;
		}
		const own = addresses.filter(({family, scope}) => family === 'ipv4' && scope === 'global');
		const isOwn = (address: string): boolean => own.some(entry => isSameAddress(entry.address, address));
		const {routerId} = first.bird;
		const data = {
			announced,
			count: down.length,
			total: ipv4.length,
			node: environment.nodeName.value ?? 'NODE',
		};
		const sessions = {
			from: 'birds',
			excerpt: [`Router ID is ${routerId}`, ...down.map(({session: {row}}) => row)].join('\n'),
		} as const;
		const annotation = {from: 'node', excerpt: `projectcalico.org/IPv4Address: ${announced}`} as const;
		const affects = {affects: [thisNode(environment)]};
		if (!isOwn(announced)) {
			const has = listNames(own.map(({address, link}) => `${address} on ${link}`));
			yield finding('gone', {...data, has}, thisNode(environment), {
				evidence: [
					annotation,
					{from: 'addresses', excerpt: own.map(({address, link}) => `${link} inet ${address}`).join('\n')},
					sessions,
				],
				...affects,
			});
			// A router ID that is no address of this node was chosen by other means.
		} else if (!isSameAddress(routerId, announced) && isOwn(routerId)) {
			yield finding('stale', {...data, source: routerId}, thisNode(environment), {
				evidence: [sessions, annotation],
				...affects,
			});
		}
	},
});
