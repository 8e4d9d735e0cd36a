import {
	addressLine,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	interfaceChoice,
	isFloating,
	isInService,
	isPrivateAddress,
	isSameAddress,
	parseAddress,
	reachedOf,
	standingOf,
	thisNode,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/public-ip-network',
	title: 'flannel sends by the interface of the InternalIP, unless it was told otherwise',
	rationale:
		'flannel ignores node-ip: without a choice it takes the interface of the default route. On a node with several interfaces that can be another one than the cluster uses, such as the NAT interface of a virtual machine, which no other node reaches.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		node: 'kubernetes.node',
		nodes: 'kubernetes.nodes',
		addresses: 'ip.address',
		routes: 'ip.route',
		links: 'ip.link',
		process: 'flannel.process',
		overlay: 'peer.overlay',
	},
	messages: {
		apart: {
			severity: 'warning',
			text: 'flannel announces {publicIp} on {link}, but this node is registered with {internalIp} on {holder}, and all other nodes announce their InternalIP',
			guide: {
				steps: [
					{text: 'ip -br address; ip route show default'},
					{
						text: 'Set {interfaceChoice}',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'flannel/vagrant'],
			},
			explains: ['overlay/vtep-duplicate', 'overlay/peer-unreachable'],
		},
		floating: {
			severity: 'warning',
			text: 'flannel announces {publicIp}/{prefix} of {link}, where the InternalIP {internalIp} is, too: an address alone in its network is one of keepalived or kube-vip, which moves to other machines, and what is for the pods of this node goes along',
			guide: {
				steps: [
					{text: 'ip -br address show dev {link}'},
					{
						text: 'ip address del {publicIp}/{prefix} dev {link}, if this node should not have it any more (two leaders of kube-vip or keepalived)',
						changes: 'node',
					},
					{
						text: 'Restart flannel, which takes the first address of the interface: kubectl -n kube-system rollout restart daemonset {daemonset}',
						changes: 'cluster',
					},
					{
						text: 'So that it cannot come again: name the network of the nodes to flannel (flannel.regexIface or a public-ip-overwrite annotation per node), and set node-ip on every node; a virtual address announced by ARP must stay on that interface',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'rke2/canal', 'flannel/annotations'],
			},
			explains: ['overlay/vtep-duplicate#publicIp', 'overlay/peer-unreachable'],
		},
		otherInterface: {
			severity: 'info',
			text: 'flannel sends by {link} ({publicIp}), the interface of the default route, but this node is registered with {internalIp} on {holder}',
			guide: {
				steps: [
					{text: 'ip -br address; ip route show default'},
					{
						text: 'If pods should use the cluster network: set {interfaceChoice}',
						changes: 'cluster',
					},
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'flannel/vagrant'],
			},
			explains: ['overlay/peer-unreachable'],
		},
	},
	*run({node, nodes, addresses, routes, links, process, overlay}, {finding, environment}) {
		const [device] = flannelDevicesOf(environment, links);
		const options = process?.options;
		const isChosen =
			options === undefined ||
			[...options.interfaces, ...options.regexes].length > 0 ||
			[options.canReach, options.publicIp, options.publicIpv6].some(value => value !== undefined);
		if (device === undefined || isChosen) {
			return;
		}
		const {family} = device;
		const endpoint = vxlanEndpointOf(node, family);
		const publicIp = endpoint?.publicIp;
		const ownerOf = (wanted: string) => addresses.find(({address}) => isSameAddress(address, wanted));
		const announced = publicIp === undefined ? undefined : ownerOf(publicIp);
		const internal = node.internalIps.map(ownerOf).filter(address => address?.family === family);
		const [registered] = internal;
		if (
			publicIp !== undefined &&
			announced !== undefined &&
			endpoint?.publicIpOverwrite === undefined &&
			endpoint?.nodePublicIp === undefined &&
			isFloating(announced, addresses, node.internalIps, routes)
		) {
			const {link, prefixLength: prefix} = announced;
			yield finding(
				'floating',
				{
					...{publicIp, prefix, link, daemonset: flannelPodOf(environment).daemonset},
					internalIp: node.internalIps.join(', '),
				},
				thisNode(environment),
				{
					evidence: [
						{from: 'node', excerpt: `flannel.alpha.coreos.com/public-ip: ${publicIp}`},
						{
							from: 'addresses',
							excerpt: addresses
								.filter(entry => entry.link === link && entry.family === family)
								.map(addressLine)
								.join('\n'),
						},
					],
				},
			);
			return;
		}
		if (
			publicIp === undefined ||
			announced === undefined ||
			registered === undefined ||
			endpoint?.publicIpOverwrite !== undefined ||
			endpoint?.nodePublicIp !== undefined ||
			internal.some(address => address?.link === announced.link) ||
			// An address of the node as such, which the routing of the data centre leads to every interface.
			links.some(({name, kind}) => name === registered.link && (name === 'lo' || kind === 'dummy'))
		) {
			return;
		}
		const peers = nodes
			.filter(peer => peer.name !== node.name && isInService(standingOf(peer)))
			.flatMap(peer => {
				const address = vxlanEndpointOf(peer, family)?.publicIp;
				return address === undefined ? [] : [{peer, address}];
			});
		// A site may have a network of its own for pods: other nodes answer through it.
		const works = reachedOf(overlay).length > 0;
		const local = parseAddress(publicIp);
		if (works && local !== undefined && isPrivateAddress(local)) {
			return;
		}
		const isApart =
			!works &&
			peers.length > 0 &&
			peers.every(({peer, address}) => peer.internalIps.some(ip => isSameAddress(ip, address)));
		yield finding(
			isApart ? 'apart' : 'otherInterface',
			{
				publicIp,
				link: announced.link,
				internalIp: registered.address,
				holder: registered.link,
				interfaceChoice: interfaceChoice(environment, registered.link),
				daemonset: flannelPodOf(environment).daemonset,
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'node', excerpt: `flannel.alpha.coreos.com/public-ip: ${publicIp}`},
					{from: 'node', excerpt: `InternalIP: ${registered.address}`},
					{from: 'addresses', excerpt: [announced, registered].map(addressLine).join('\n')},
				],
			},
		);
	},
});
