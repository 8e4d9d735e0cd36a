import {
	addressesWithin,
	addressLine,
	contains,
	defineCheck,
	listNames,
	nodeNameIn,
	overlaps,
	parseCidr,
	thisNode,
} from 'rke2-netdoctor';

const steps = [
	{text: 'kubectl get ciliumnodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.ipam.podCIDRs'},
	{text: 'kubectl -n kube-system get configmap cilium-config -o yaml | grep -E "ipam|cluster-pool"'},
] as const;
const links = ['cilium/ipam', 'cilium/ipam-kubernetes', 'rke2/helmchartconfig'] as const;

export default defineCheck({
	id: 'cilium/pod-cidr-overlap',
	title: "Cilium's ranges of pod addresses belong to one node each and to nobody else",
	rationale:
		'Ranges of its own (cluster-pool) Cilium cuts from 10.0.0.0/8 unless it is told otherwise, without looking at the network of the nodes. Packets for what lies in the range of a node go into the tunnel to that node, the API and SSH of this machine included.',
	when: {cni: ['cilium']},
	needs: {list: 'cilium.known-nodes', addresses: 'ip.address', links: 'ip.link', ranges: 'cluster.ranges'},
	messages: {
		shared: {
			severity: 'critical',
			text: 'Cilium gives {range} to {nodes} at once: pods there have the same addresses',
			guide: {
				steps: [
					...steps,
					{
						text: 'Drain all but one of them, delete their CiliumNode objects, and restart their agents, so that they get other ranges',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['cilium/known-nodes#podCidr'],
		},
		hostNetwork: {
			severity: 'critical',
			text: 'The range {range} of pods on {node} contains {address}, an address of this machine on {device}: Cilium takes its network for pods',
			guide: {
				steps: [
					...steps,
					{
						text: 'Cilium cannot change its ranges on a running cluster: build it anew, with ipam.mode kubernetes as RKE2 sets it, or with ipam.operator.clusterPoolIPv4PodCIDRList outside of the networks of the nodes, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links,
			},
			explains: ['underlay/peer-unreachable', 'cilium/peer', 'rke2/api-unreachable'],
		},
		services: {
			severity: 'critical',
			text: 'The range {range} of pods on {node} overlaps that of services, {services}: one address is both',
			guide: {
				steps: [
					...steps,
					{
						text: 'Build the cluster anew with ranges that do not overlap: ipam.mode kubernetes as RKE2 sets it, or another clusterPoolIPv4PodCIDRList',
						changes: 'cluster',
					},
				],
				links,
			},
		},
	},
	*run({list, addresses, links: devices, ranges}, {finding, environment}) {
		const given = list.nodes.flatMap(({name, podCidrs}) =>
			podCidrs.flatMap(text => {
				const cidr = parseCidr(text);
				return cidr === undefined ? [] : [{node: nodeNameIn(name, list.self), text, cidr}];
			}),
		);
		const affects = [thisNode(environment)];
		for (const {text, cidr, node} of given) {
			const subject = {kind: 'AddressRange', name: text} as const;
			const owners = given.filter(other => contains(other.cidr, cidr)).map(other => other.node);
			const [own] = addressesWithin(cidr, devices, addresses);
			const services = ranges.services.find(range => {
				const other = parseCidr(range);
				return other !== undefined && overlaps(other, cidr);
			});
			const evidence = [{from: 'list', excerpt: `${node}: ${text}`}] as const;
			// Of two equal ranges the first tells of both.
			if (owners.length > 1 && owners[0] === node) {
				yield finding('shared', {range: text, nodes: listNames([...new Set(owners)])}, subject, {
					evidence,
					affects: [...affects, ...owners.map(name => ({kind: 'Peer', name}) as const)],
				});
			}
			if (own !== undefined) {
				yield finding('hostNetwork', {range: text, node, address: own.address, device: own.link}, subject, {
					evidence: [...evidence, {from: 'addresses', excerpt: addressLine(own)}],
					affects,
				});
			}
			if (services !== undefined) {
				yield finding('services', {range: text, node, services}, subject, {
					evidence: [...evidence, {from: 'ranges', excerpt: `services: ${services}`}],
					affects,
				});
			}
		}
	},
});
