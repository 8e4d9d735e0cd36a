import {
	calicoFaults,
	calicoNodeReportOf,
	calicoPeersOf,
	defineCheck,
	hasRouteBy,
	isInService,
	isSameAddress,
	listNames,
	standingOf,
	thisNode,
} from 'rke2-netdoctor';

/** startup.go of https://github.com/projectcalico/calico/tree/master/node/pkg/lifecycle/startup */
const taken = /Calico node '([^']+)' is already using the IPv[46] address ([0-9a-fA-F.:]*[0-9a-fA-F])/;

export default defineCheck({
	id: 'calico/found-address',
	title: 'calico-node does not end over an address that leads to no other node',
	rationale:
		'calico-node takes the first address that it finds, unless it is told otherwise, and ends when another node announces the same. Bridges of Docker and of virtual machines have the same address everywhere: then neither of the nodes is to be removed, but calico-node to be told where to look.',
	when: {cni: ['calico']},
	needs: {
		calico: 'calico.containers',
		logs: 'calico.logs',
		health: 'felix.health',
		now: 'system.clock',
		node: 'kubernetes.node',
		nodes: 'kubernetes.nodes',
		addresses: 'ip.address',
		routes: 'ip.route',
	},
	messages: {
		leadsNowhere: {
			severity: 'critical',
			text: 'calico-node ends: it took {address} of {device} for the address of this node, which {other} took as well; no route by {device} leads to {peers}, and the InternalIP is {internalIp}',
			guide: {
				steps: [
					{text: 'ip -brief address show; kubectl get installation default -o yaml'},
					{
						text: 'Tell Calico which address to take, on all nodes: installation.calicoNetwork.nodeAddressAutodetectionV4 with kubernetes: NodeInternalIP (and without firstFound) in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
					{
						text: 'If nothing here needs {device}, take away what made it: on a node of RKE2 that is Docker most often',
						changes: 'node',
					},
				],
				links: ['calico/ip-autodetection', 'rke2/chart-calico', 'rke2/calico'],
			},
			explains: ['calico/log#addressTaken', 'calico/container'],
		},
	},
	*run(evidence, {finding, environment}) {
		const {calico, logs, health, now, node, nodes, addresses, routes} = evidence;
		const report = calicoNodeReportOf({pod: calico.pod, logs, health, now}, calicoFaults, environment);
		const [, other = '', address = ''] = taken.exec(report?.data.line ?? '') ?? [];
		const holder = addresses.find(candidate => isSameAddress(candidate.address, address));
		if (
			report === undefined ||
			holder === undefined ||
			node.internalIps.some(ip => isSameAddress(ip, address))
		) {
			return;
		}
		const others = nodes.filter(one => one.name !== node.name && isInService(standingOf(one)));
		// The one that took the same does not tell whether a clone has it, or a bridge that is the same everywhere.
		const peers = calicoPeersOf(others, address.includes(':') ? 'ipv6' : 'ipv4').filter(
			peer => !isSameAddress(peer.address, address),
		);
		if (peers.length === 0 || peers.some(peer => hasRouteBy(routes, holder.link, peer.address))) {
			return;
		}
		yield finding(
			'leadsNowhere',
			{
				address,
				device: holder.link,
				other,
				peers: listNames(peers.map(peer => `${peer.name} (${peer.address})`)),
				internalIp: node.internalIps.join(', ') || 'not known',
			},
			thisNode(environment),
			{
				...report.details,
				about: [{kind: 'Pod', namespace: 'calico-system', name: 'calico-node'}],
				affects: [thisNode(environment), {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'}],
			},
		);
	},
});
