import {
	announcedRangeLine,
	cnisInUse,
	comparePeers,
	concerning,
	defineCheck,
	flannelPodOf,
	formerDevices,
	isPresentDevice,
	misledRoutesOf,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

/** The pod that enters the routes does so when it starts. */
const restart = {
	text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const links = ['flannel/backend-vxlan', 'flannel/troubleshooting', 'calico/routing-table'] as const;
const explains = ['overlay/peer-unreachable', 'dns/endpoint-unreachable'] as const;

export default defineCheck({
	id: 'overlay/peer-network',
	title: 'No device of this node has the pod addresses of another node for its network',
	rationale:
		'For an address the kernel enters a route to its whole network, and again whenever the address comes back. Where that network is the pod CIDR of another node, flannel and Felix cannot enter theirs, and what goes to those pods stays on this node.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {nodes: 'kubernetes.nodes', routes: 'ip.route', links: 'ip.link', settled: 'rke2.settled'},
	messages: {
		host: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, which has the address {address}: what goes to those pods stays on this node, and the route into {device} is missing',
			guide: {
				steps: [
					{text: 'ip -d address show dev {other}; ip -br link show master {other}'},
					{
						text: 'Give {other} another range where it is configured (Docker, libvirt, network configuration of the system)',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains,
		},
		bridge: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, the device of the CNI for the pods of this node, with the address {address}: what goes to those pods stays on this node',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{text: 'cat /run/flannel/subnet.env; ip address show dev {other}: which of them is not of {here}'},
					{
						text: 'If subnet.env has another range: kubectl drain {here} --ignore-daemonsets --delete-emptydir-data; ip link delete {other}; kubectl uncordon {here}: with the next pod the plugin makes it anew, with the address of subnet.env',
						changes: 'node',
					},
				],
				links: ['flannel/pod-cidr', 'flannel/backend-vxlan', 'flannel/troubleshooting'],
			},
			explains,
		},
		former: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, left over from {former}, which has the address {address}: what goes to those pods stays on this node, and the route into {device} is missing',
			guide: {
				steps: [
					{
						text: 'ip -d address show dev {other}; ip -br link show master {other}: nothing that runs is to have its end there',
					},
					{
						text: 'ip link delete {other}: its addresses and routes go with it',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains,
		},
	},
	*run(evidence, {finding, environment}) {
		const pod = flannelPodOf(environment);
		const here = thisNode(environment).name;
		const inUse = cnisInUse(environment, []);
		const formerly = formerDevices(environment, inUse, evidence.links);
		const {networks} = misledRoutesOf(comparePeers(evidence, environment));
		for (const {peer, device, route, holder: other, address} of networks) {
			const {node, podCidr} = peer;
			const former = formerly.find(({name}) => name === other)?.madeBy ?? '';
			const isOfCni = isPresentDevice(other, environment, inUse);
			yield finding(
				isOfCni ? 'bridge' : former === '' ? 'host' : 'former',
				{podCidr, peer: node, other, address, former, device: device.name, here, ...pod},
				{kind: 'Route', name: podCidr},
				{
					evidence: [
						{from: 'routes', excerpt: routeLine(route)},
						{from: 'nodes', excerpt: announcedRangeLine(peer, environment)},
					],
					...concerning(peer, device),
				},
			);
		}
	},
});
