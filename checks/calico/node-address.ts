import {
	addressLine,
	type CalicoChoice,
	type CalicoChoiceFault,
	type CalicoSituation,
	calicoChoiceFaultOf,
	calicoChoiceOf,
	defineCheck,
	type Environment,
	linkLine,
	listNames,
	routeLine,
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
const links = ['calico/ip-autodetection', 'rke2/calico', 'rke2/chart-calico'] as const;

const choicesOf = (situation: CalicoSituation, {families}: Environment): readonly CalicoChoice[] =>
	(families.value ?? ['ipv4']).flatMap(family => calicoChoiceOf(situation, family) ?? []);

const announcedLine = ({family, full}: CalicoChoice) =>
	({from: 'node', excerpt: `projectcalico.org/IP${family.slice(2)}Address: ${full}`}) as const;

const methodOf = (process: {readonly autodetection?: string} | undefined) =>
	process?.autodetection === undefined
		? []
		: [{from: 'process', excerpt: `IP_AUTODETECTION_METHOD=${process.autodetection}`} as const];

const linesOf = (addresses: CalicoChoice['holders']) =>
	({from: 'addresses', excerpt: addresses.map(addressLine).join('\n')}) as const;

/** What this node, or another, has that contradicts the choice. */
const proofOf = (
	fault: CalicoChoiceFault,
	{address, family}: CalicoChoice,
	{addresses, routes}: CalicoSituation,
) => {
	switch (fault.kind) {
		case 'services':
		case 'tunnel':
			return linesOf([fault.holder]);
		case 'duplicate':
			return {from: 'nodes', excerpt: fault.names.map(name => `${name}: ${address}`).join('\n')} as const;
		case 'absent':
			return linesOf(addresses.filter(entry => entry.family === family));
		case 'floating':
			return linesOf(addresses.filter(entry => entry.link === fault.holder.link && entry.family === family));
		case 'unroutable': {
			const {link} = fault.holder;
			const own = routes
				.filter(route => route.dev === link && route.family === family && route.table === 'main')
				.map(routeLine);
			return {from: 'routes', excerpt: own.join('\n') || `no route by ${link}`} as const;
		}
		case 'virtual':
			return {from: 'links', excerpt: linkLine(fault.device)} as const;
	}
};

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
	*run(evidence, {finding, environment}) {
		const {name: node, internalIps} = evidence.node;
		const self = thisNode(environment);
		const internalIp = internalIps.join(', ') || 'not known';
		for (const choice of choicesOf(evidence, environment)) {
			const fault = calicoChoiceFaultOf(choice, evidence);
			if (fault === undefined) {
				continue;
			}
			const {address, full} = choice;
			const proof = [announcedLine(choice), proofOf(fault, choice, evidence)] as const;
			const cited = {evidence: [...proof, ...methodOf(evidence.process)]} as const;
			switch (fault.kind) {
				case 'services':
				case 'tunnel':
					yield finding(fault.kind, {address, device: fault.holder.link, node}, self, cited);
					break;
				case 'duplicate': {
					const data = {nodes: listNames(fault.names), address};
					const subject = {kind: 'Endpoint', name: address} as const;
					yield finding('duplicate', data, subject, {evidence: proof, affects: [self]});
					break;
				}
				case 'absent':
					yield finding('absent', {address, node}, self, cited);
					break;
				case 'unroutable': {
					const peers = listNames(fault.peers.map(peer => `${peer.name} (${peer.address})`));
					const data = {address, device: fault.holder.link, node, peers, internalIp};
					yield finding('unroutable', data, self, cited);
					break;
				}
				case 'floating':
					yield finding('floating', {full, device: fault.holder.link, internalIp}, self, cited);
					break;
				case 'virtual': {
					const {name: device, kind = ''} = fault.device;
					yield finding('virtual', {address, device, kind, internalIp}, self, cited);
				}
			}
		}
	},
});
