import {
	addressLine,
	calicoAddressOf,
	calicoEndpointOf,
	calicoPeersOf,
	defineCheck,
	hasRouteBy,
	isFloating,
	isInService,
	isSameAddress,
	isTunnelDevice,
	linkLine,
	listNames,
	routeLine,
	standingOf,
	thisNode,
} from 'rke2-netdoctor';

const symptoms = [
	'overlay/peer-unreachable',
	'overlay/peer-fdb',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'calico/vxlan-device#missing',
	'underlay/peer-unreachable',
] as const;
const chooses =
	'Tell Calico which address to take: installation.calicoNetwork.nodeAddressAutodetectionV4 with kubernetes: NodeInternalIP (and without firstFound) in the HelmChartConfig rke2-calico';
/** Of kube-proxy in ipvs mode and of NodeLocal DNSCache: the same on every node. */
const serviceDevices: readonly string[] = ['kube-ipvs0', 'nodelocaldns'];
const links = ['calico/ip-autodetection', 'rke2/calico', 'rke2/chart-calico'] as const;

export default defineCheck({
	id: 'calico/node-address',
	title: 'Calico found the address of this node that the other nodes can reach',
	rationale:
		'calico-node looks for the address of its node itself and takes the first it finds, unless it is told otherwise; peers send their tunnel packets there. A second NIC, a virtual address or a cloned machine can make it the wrong one, while the Node stays Ready.',
	when: {cni: ['calico']},
	needs: {
		node: 'kubernetes.node',
		nodes: 'kubernetes.nodes',
		addresses: 'ip.address',
		routes: 'ip.route',
		links: 'ip.link',
	},
	wants: {process: 'calico.process'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'Calico announces {address} for this node, but no interface has that address: peers send to nowhere',
			guide: {
				steps: [
					{text: 'ip -brief address show'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: it looks for its address anew',
						changes: 'cluster',
					},
					{text: chooses, changes: 'cluster'},
				],
				links,
			},
			explains: symptoms,
		},
		tunnel: {
			severity: 'critical',
			text: 'Calico took {address} of {device}, its own or another tunnel, for the address of this node: packets would have to travel inside themselves',
			guide: {
				steps: [
					{text: 'kubectl get node {node} -o yaml | grep projectcalico.org'},
					{text: chooses, changes: 'cluster'},
				],
				links,
			},
			explains: symptoms,
		},
		services: {
			severity: 'critical',
			text: 'Calico took {address} of {device} for the address of this node: that device holds addresses of services, the same on every node, so that peers send to themselves',
			guide: {
				steps: [
					{text: 'ip -brief address show dev {device}; kubectl get node {node} -o wide'},
					{text: chooses, changes: 'cluster'},
				],
				links,
			},
			explains: symptoms,
		},
		unroutable: {
			severity: 'critical',
			text: 'Calico took {address} of {device} for this node, but no route by {device} leads to {peers}; the InternalIP is {internalIp}',
			guide: {
				steps: [
					{text: 'ip -brief address show; kubectl get node {node} -o wide'},
					{text: chooses, changes: 'cluster'},
				],
				links,
			},
			explains: [...symptoms, 'calico/bgp-connection', 'calico/mtu#tunnel'],
		},
		virtual: {
			severity: 'warning',
			text: 'Calico took {address} of {device}, a virtual interface ({kind}), for this node, whose InternalIP is {internalIp}: an address of kube-vip or keepalived moves to other machines, and tunnel packets go along',
			guide: {
				steps: [
					{text: 'ip -d link show {device}; ip -brief address show'},
					{text: chooses, changes: 'cluster'},
				],
				links,
			},
			explains: symptoms,
		},
		floating: {
			severity: 'warning',
			text: 'Calico took {full} of {device} for this node, whose InternalIP {internalIp} is on {device}, too: an address alone in its network is one of keepalived or kube-vip, which moves to other machines, and tunnel packets go along',
			guide: {
				steps: [{text: 'ip -brief address show dev {device}'}, {text: chooses, changes: 'cluster'}],
				links,
			},
			explains: [...symptoms, 'calico/bgp-node-address'],
		},
		duplicate: {
			severity: 'critical',
			text: '{nodes} all announce {address} as their own: packets reach one of them at best',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,IP:.metadata.annotations.projectcalico\\.org/IPv4Address"',
					},
					{
						text: 'Delete the Node of a machine that is gone; give machines that are clones addresses of their own',
					},
					{text: chooses, changes: 'cluster'},
				],
				links: ['calico/ip-autodetection', 'calico/decommission-node', 'rke2/chart-calico'],
			},
			explains: [
				'overlay/peer-unreachable',
				'overlay/peer-fdb',
				'calico/container',
				'calico/log#addressTaken',
			],
		},
	},
	*run({node, nodes, addresses, routes, links: devices, process}, {finding, environment}) {
		const others = nodes.filter(other => other.name !== node.name && isInService(standingOf(other)));
		for (const family of environment.families.value ?? (['ipv4'] as const)) {
			const address = calicoAddressOf(node, family);
			if (address === undefined) {
				continue;
			}
			const full = calicoEndpointOf(node, family).address ?? address;
			const announced = {
				from: 'node',
				excerpt: `projectcalico.org/IP${family.slice(2)}Address: ${full}`,
			} as const;
			const found = process?.autodetection;
			const method =
				found === undefined ? [] : [{from: 'process' as const, excerpt: `IP_AUTODETECTION_METHOD=${found}`}];
			const self = thisNode(environment);
			const twins = others.filter(other => isSameAddress(calicoAddressOf(other, family) ?? '', address));
			const holders = addresses.filter(holder => isSameAddress(holder.address, address));
			const [holder] = holders;
			if (holder !== undefined && holders.every(({link}) => serviceDevices.includes(link))) {
				yield finding('services', {address, device: holder.link, node: node.name}, self, {
					evidence: [announced, {from: 'addresses', excerpt: addressLine(holder)}, ...method],
				});
			} else if (twins.length > 0) {
				const names = [node, ...twins].map(({name}) => name);
				const data = {nodes: listNames(names), address};
				yield finding(
					'duplicate',
					data,
					{kind: 'Endpoint', name: address},
					{
						evidence: [
							announced,
							{from: 'nodes', excerpt: names.map(name => `${name}: ${address}`).join('\n')},
						],
						affects: [self],
					},
				);
			} else if (holder === undefined) {
				yield finding('absent', {address, node: node.name}, self, {
					evidence: [
						announced,
						{
							from: 'addresses',
							excerpt: addresses
								.filter(candidate => candidate.family === family)
								.map(addressLine)
								.join('\n'),
						},
						...method,
					],
				});
			} else if (holders.every(({link}) => isTunnelDevice(link) || link === 'tunl0')) {
				yield finding('tunnel', {address, device: holder.link, node: node.name}, self, {
					evidence: [announced, {from: 'addresses', excerpt: addressLine(holder)}, ...method],
				});
			} else if (node.internalIps.every(internal => !isSameAddress(internal, address))) {
				const device = devices.find(({name}) => name === holder.link);
				const internalIp = node.internalIps.join(', ') || 'not known';
				const peers = calicoPeersOf(others, family);
				const isCutOff = peers.every(peer => !hasRouteBy(routes, holder.link, peer.address));
				// A bridge of Docker has no carrier until a container is on it.
				const isOpenEnded = device?.hasCarrier === true || device?.kind === 'bridge';
				if (device?.isUp === true && isOpenEnded && peers.length > 0 && isCutOff) {
					const own = routes.filter(({dev, table}) => dev === holder.link && table === 'main').map(routeLine);
					yield finding(
						'unroutable',
						{
							...{address, device: holder.link, node: node.name},
							peers: listNames(peers.map(peer => `${peer.name} (${peer.address})`)),
							internalIp,
						},
						self,
						{
							evidence: [
								announced,
								{from: 'routes', excerpt: own.join('\n') || `no route by ${holder.link}`},
								...method,
							],
						},
					);
				} else if (isFloating(holder, addresses, node.internalIps, routes)) {
					const data = {full, device: holder.link, internalIp};
					yield finding('floating', data, self, {
						evidence: [
							announced,
							{
								from: 'addresses',
								excerpt: addresses
									.filter(({link, family: of}) => link === holder.link && of === family)
									.map(addressLine)
									.join('\n'),
							},
							...method,
						],
					});
				} else if (device !== undefined && ['macvlan', 'ipvlan'].includes(device.kind ?? '')) {
					const data = {address, device: device.name, kind: device.kind ?? '', internalIp};
					yield finding('virtual', data, self, {
						evidence: [announced, {from: 'links', excerpt: linkLine(device)}, ...method],
					});
				}
			}
		}
	},
});
