import {defineCheck, listNames, parseAddress, parseCidr, thisNode} from 'rke2-netdoctor';

const named = {ipv4: 'IPv4', ipv6: 'IPv6'} as const;

export default defineCheck({
	id: 'interface/node-ip-family',
	title: 'This Node has an InternalIP of each family that its pods have',
	rationale:
		'Where nobody sets node-ip, RKE2 takes the first address that it finds, on some clouds the IPv6 one. Pods of a family that the nodes have no address of cannot be carried between them, and servers and kubelets of the other nodes do not find this one.',
	needs: {node: 'kubernetes.node', ranges: 'cluster.ranges'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'This Node is registered with {addresses} only, but its cluster gives {family} addresses to pods ({ranges}): tunnels between nodes need an InternalIP of that family',
			guide: {
				steps: [
					{text: 'ip -br address; kubectl get nodes -o wide'},
					{
						text: 'In /etc/rancher/rke2/config.yaml of this node: node-ip: ADDRESS with its {family} address in the network of the nodes; with two families both of them, parted by a comma, in the order of cluster-cidr',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/requirements-networking', 'rke2/dual-stack', 'rke2/config-files'],
			},
			explains: ['overlay/peer-unreachable'],
		},
	},
	*run({node, ranges}, {finding, environment}) {
		const families = new Set(node.internalIps.flatMap(ip => parseAddress(ip)?.family ?? []));
		if (families.size === 0) {
			return;
		}
		for (const family of ['ipv4', 'ipv6'] as const) {
			const ofFamily = ranges.pods.filter(range => parseCidr(range)?.family === family);
			// A second family is carried by the CNI's own choice of address; without the only one nothing is.
			if (ofFamily.length === 0 || ofFamily.length < ranges.pods.length || families.has(family)) {
				continue;
			}
			yield finding(
				'missing',
				{
					addresses: listNames(node.internalIps),
					family: named[family],
					ranges: listNames(ofFamily),
					role: environment.role.value ?? 'agent',
				},
				thisNode(environment),
				{
					evidence: [
						{from: 'node', excerpt: `InternalIP: ${node.internalIps.join(', ')}`},
						{from: 'ranges', excerpt: `pods: ${ranges.pods.join(', ')}`},
					],
				},
			);
		}
	},
});
