import {
	addressLine,
	announceInternalIps,
	defineCheck,
	flannelChoiceOf,
	flannelDevicesOf,
	flannelPodOf,
	interfaceChoice,
	isFlannelTold,
	isFloating,
	isPrivateAddress,
	parseAddress,
	reachedOf,
	registeredElsewhere,
	thisNode,
} from 'rke2-netdoctor';

/** Where other nodes answer through it, a private network is one that the site has for pods. */
const isOfSite = (publicIp: string): boolean => {
	const address = parseAddress(publicIp);
	return address !== undefined && isPrivateAddress(address);
};

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
	*run(evidence, {finding, environment}) {
		const {node, addresses, routes, links, overlay} = evidence;
		const [device] = flannelDevicesOf(environment, links);
		const choice =
			device === undefined || isFlannelTold(evidence.process)
				? undefined
				: flannelChoiceOf(evidence, device.family);
		if (choice === undefined) {
			return;
		}
		const {publicIp, announced} = choice;
		const self = thisNode(environment);
		const {daemonset} = flannelPodOf(environment);
		const annotation = {from: 'node', excerpt: `flannel.alpha.coreos.com/public-ip: ${publicIp}`} as const;
		if (isFloating(announced, addresses, node.internalIps, routes)) {
			const {link, family, prefixLength: prefix} = announced;
			const onLink = addresses.filter(entry => entry.link === link && entry.family === family);
			const data = {publicIp, prefix, link, daemonset, internalIp: node.internalIps.join(', ')};
			yield finding('floating', data, self, {
				evidence: [annotation, {from: 'addresses', excerpt: onLink.map(addressLine).join('\n')}],
			});
			return;
		}
		const registered = registeredElsewhere(choice, links);
		const works = reachedOf(overlay).length > 0;
		if (registered === undefined || (works && isOfSite(publicIp))) {
			return;
		}
		yield finding(
			!works && announceInternalIps(evidence, announced.family) ? 'apart' : 'otherInterface',
			{
				publicIp,
				daemonset,
				link: announced.link,
				internalIp: registered.address,
				holder: registered.link,
				interfaceChoice: interfaceChoice(environment, registered.link),
			},
			self,
			{
				evidence: [
					annotation,
					{from: 'node', excerpt: `InternalIP: ${registered.address}`},
					{from: 'addresses', excerpt: [announced, registered].map(addressLine).join('\n')},
				],
			},
		);
	},
});
