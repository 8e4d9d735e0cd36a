import {
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	type IpFamily,
	isInService,
	isSameAddress,
	type KubeNode,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/announced-address',
	title: 'Tunnels that stay silent lead to the InternalIP of the other node',
	rationale:
		'Peers send the tunnel to the address that flannel announces, which need not be the InternalIP: another address of the same interface, a virtual IP that moves, or the ExternalIP, behind which a security group sees other senders. Where the InternalIP answers and the tunnel does not, that difference is what is wrong.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		links: 'ip.link',
		routes: 'ip.route',
		nodes: 'kubernetes.nodes',
		addresses: 'ip.address',
	},
	messages: {
		another: {
			severity: 'critical',
			text: '{node} answers on its InternalIP {internalIp}, but for the tunnel it announces {publicIp}, and nothing passes between {between}',
			guide: {
				steps: [
					{text: 'On {node}: ip -br address, and kubectl get node {node} -o wide'},
					{
						text: 'If {publicIp} is a second or a virtual address: on {node}, set node-ip: {internalIp} in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
					{
						text: "Make flannel take the InternalIP: remove the second address from flannel's interface, or kubectl annotate node {node} flannel.alpha.coreos.com/public-ip-overwrite={internalIp}",
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'flannel/annotations', 'rke2/canal'],
			},
			explains: ['overlay/peer-unreachable#silent', 'overlay/peer-unreachable#allSilent'],
		},
		external: {
			severity: 'critical',
			text: '{node} answers on its InternalIP {internalIp}, but for the tunnel it announces its ExternalIP {publicIp}, and nothing passes between {between}',
			guide: {
				steps: [
					{text: 'On {node}: tcpdump -c 5 -ni any udp port {port}'},
					{
						text: 'If all nodes share a private network: remove the annotation flannel.alpha.coreos.com/public-ip-overwrite of {node}, so that the tunnel takes {internalIp}',
						changes: 'cluster',
					},
					{
						text: 'If they do not: open UDP port {port} in the security group of {node} for the external addresses of all nodes',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/firewalls', 'rke2/requirements-cni-ports'],
			},
			explains: ['overlay/peer-unreachable#silent', 'overlay/peer-unreachable#allSilent'],
		},
		overwritten: {
			severity: 'critical',
			text: 'An annotation sends the tunnels to addresses that the nodes do not have any more, {example}: {nodes} answer on their InternalIPs, but nothing passes between them and this node',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o yaml | grep -E "^    name:|public-ip": flannel.alpha.coreos.com/public-ip-overwrite, which stays when node-external-ip or flannel-external-ip is taken back',
					},
					{
						text: 'Where all nodes reach each other on their InternalIPs: kubectl annotate nodes --all flannel.alpha.coreos.com/public-ip-overwrite-',
						changes: 'cluster',
					},
					{
						text: 'Restart flannel on all nodes, which then announces the InternalIP: kubectl -n kube-system delete pod -l {selector}',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'rke2/canal', 'flannel/interface-selection'],
			},
			explains: ['overlay/peer-unreachable#silent', 'overlay/peer-unreachable#allSilent'],
		},
	},
	*run(evidence, {finding, environment}) {
		const {routes, links, nodes, addresses} = evidence;
		const [device] = flannelDevicesOf(environment, links);
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, silent} = overlayVerdictOf(contacts, routes, device?.name ?? '');
		const [first] = silent;
		if (device === undefined || first === undefined) {
			return;
		}
		const self = environment.nodeName.value;
		const ofPeers = silent.flatMap(({peer}) => deviationOf(peer.name, nodes, device.family) ?? []);
		// Only where nobody answers can it be what this node announces.
		const announced = silent.length === judged.length ? deviationOf(self, nodes, device.family) : undefined;
		const linkOf = (wanted: string) => addresses.find(({address}) => isSameAddress(address, wanted))?.link;
		// An address of another interface, or of none, is a finding of its own.
		const isOurs =
			announced !== undefined &&
			(linkOf(announced.publicIp) === undefined
				? isExternal(announced)
				: linkOf(announced.publicIp) === linkOf(announced.internalIp));
		// Where all others announce another address than their own, that is how this cluster is built.
		const isCustom = ofPeers.length === judged.length && ofPeers.length > 1;
		const overwritten = ofPeers.filter(({isOverwritten, ...one}) => isOverwritten && !isExternal(one));
		const [example] = overwritten;
		if (isCustom && overwritten.length === ofPeers.length && example !== undefined) {
			yield finding(
				'overwritten',
				{
					example: `${example.publicIp} for ${example.node.name}, which has ${example.internalIp}`,
					nodes: listNames(overwritten.map(({node}) => node.name)),
					selector: flannelPodOf(environment).selector,
				},
				{kind: 'Node', name: self ?? ''},
				{
					evidence: [
						{
							from: 'nodes',
							excerpt: `${example.node.name}: InternalIP ${example.internalIp}, public-ip-overwrite ${example.publicIp}`,
						},
						{from: 'overlay', excerpt: `${first.peer.overlay}:10250 is silent`, of: first.peer.overlay ?? ''},
					],
					about: overwritten.map(({node}) => ({kind: 'Peer', name: node.name}) as const),
				},
			);
			return;
		}
		for (const deviation of [...(isCustom ? [] : ofPeers), ...(isOurs ? [announced] : [])]) {
			const {node, publicIp, internalIp} = deviation;
			const isSelf = node.name === self;
			const subject = {kind: 'Node', name: node.name} as const;
			const between = isSelf ? 'it and the others' : 'the two';
			const {selector} = flannelPodOf(environment);
			const data = {node: node.name, internalIp, publicIp, between, selector};
			const details: Parameters<typeof finding>[3] = {
				evidence: [
					{
						from: 'nodes',
						excerpt: `${node.name}: InternalIP ${node.internalIps.join(', ')}, public-ip ${publicIp}`,
					},
					{from: 'overlay', excerpt: `${first.peer.overlay}:10250 is silent`, of: first.peer.overlay ?? ''},
				],
				about: isSelf ? [] : [{kind: 'Peer', name: node.name}],
			};
			yield isExternal(deviation)
				? finding('external', {...data, port: device.link?.vxlan?.port ?? 8472}, subject, details)
				: finding('another', data, subject, details);
		}
	},
});

interface Deviation {
	readonly node: KubeNode;
	readonly publicIp: string;
	readonly internalIp: string;
	readonly isOverwritten: boolean;
}

const isExternal = ({node, publicIp}: Pick<Deviation, 'node' | 'publicIp'>): boolean =>
	node.externalIps.some(address => isSameAddress(address, publicIp));

const announcedBy = (node: KubeNode, family: IpFamily): string | undefined => {
	const endpoint = vxlanEndpointOf(node, family);
	return endpoint?.publicIpOverwrite ?? endpoint?.publicIp;
};

/** What a node announces, where that is none of the addresses that it is registered with. */
const deviationOf = (
	name: string | undefined,
	nodes: readonly KubeNode[],
	family: IpFamily,
): Deviation | undefined => {
	const node = nodes.find(candidate => candidate.name === name);
	const endpoint = node && vxlanEndpointOf(node, family);
	const publicIp = node && announcedBy(node, family);
	const [internalIp] = node?.internalIps ?? [];
	const isRegistered = node?.internalIps.some(address => isSameAddress(address, publicIp ?? ''));
	// An address that several announce is a finding of its own.
	const isShared = nodes.some(
		other => other.name !== name && isSameAddress(announcedBy(other, family) ?? '', publicIp ?? '-'),
	);
	return node === undefined || publicIp === undefined || internalIp === undefined || isRegistered || isShared
		? undefined
		: {node, publicIp, internalIp, isOverwritten: endpoint?.publicIpOverwrite !== undefined};
};
