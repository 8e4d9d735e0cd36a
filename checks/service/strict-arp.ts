import {announcedServices, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/strict-arp',
	title: 'With ipvs only the node that a load balancer chose answers for its addresses',
	rationale:
		'In ipvs mode kube-proxy gives the address of every LoadBalancer service to kube-ipvs0 on every node. Where such an address lies in the network of the nodes, as with MetalLB in layer 2 mode or kube-vip, every node answers ARP for it, unless strict ARP is on: clients reach one node or another by chance, and those without an endpoint drop what externalTrafficPolicy: Local forbids.',
	when: {kubeProxy: ['ipvs']},
	needs: {addresses: 'ip.address', arpIgnore: 'sysctl.arp-ignore', nodes: 'kubernetes.nodes'},
	messages: {
		everybody: {
			severity: 'warning',
			text: 'This node answers ARP for {addresses} on {device}, as all nodes do: {count:it is an address|they are addresses} of services on kube-ipvs0, and arp_ignore is 0',
			guide: {
				steps: [
					{
						text: 'ip -br address show dev kube-ipvs0; arping -c 3 -I {device} {first}, on a machine of that network: one MAC address must answer',
					},
					{
						text: 'In /etc/rancher/rke2/config.yaml of every node: kube-proxy-arg: ["ipvs-strict-arp=true"] beside proxy-mode=ipvs; restart RKE2, one node after the other',
						changes: 'node',
					},
					{
						text: 'Machines remember the wrong MAC address for minutes: ip neigh flush to {first}, there',
						changes: 'node',
					},
				],
				links: ['rke2/server-config', 'kubernetes/debug-service'],
			},
		},
	},
	*run({addresses, arpIgnore, nodes}, {finding, environment}) {
		const ofNodes = new Set(nodes.flatMap(({internalIps, externalIps}) => [...internalIps, ...externalIps]));
		// The address of a node on kube-ipvs0 is another trouble, and one node alone disturbs nobody.
		const announced =
			nodes.length < 2 ? [] : announcedServices(addresses).filter(({address}) => !ofNodes.has(address));
		for (const device of new Set(announced.map(entry => entry.device))) {
			const found = announced.filter(entry => entry.device === device);
			const [first] = found;
			if (first !== undefined && arpIgnore.get(device) === 0) {
				yield finding(
					'everybody',
					{
						addresses: listNames(found.map(({address}) => address)),
						count: found.length,
						device,
						first: first.address,
					},
					{kind: 'Interface', name: device},
					{
						evidence: [
							{from: 'addresses', excerpt: `kube-ipvs0 ${first.address}, ${device} ${first.network}`},
							{from: 'arpIgnore', excerpt: `net.ipv4.conf.{all,${device}}.arp_ignore = 0`},
						],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
