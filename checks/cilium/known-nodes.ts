import {
	defineCheck,
	isInService,
	isSameAddress,
	listNames,
	nodeNameIn,
	parseCidr,
	standingOf,
	thisNode,
} from 'rke2-netdoctor';

const ciliumNode = {
	text: 'kubectl get ciliumnode {node} -o yaml: spec.addresses and spec.ipam.podCIDRs, beside kubectl get node {node} -o wide',
} as const;
const links = ['cilium/symptoms', 'cilium/cluster-health', 'cilium/agent-logs'] as const;
const explains = ['cilium/peer', 'dns/endpoint-unreachable'] as const;

export default defineCheck({
	id: 'cilium/known-nodes',
	title: "Cilium's agent knows the other nodes as the cluster does",
	rationale:
		'Each agent writes the addresses and the pod CIDR of its node into a CiliumNode object, and those of all others learn from these where to send packets of pods. An object that is missing, or is left from before the node got another address or range, leads them astray, though the node itself is Ready.',
	when: {cni: ['cilium']},
	needs: {list: 'cilium.known-nodes', nodes: 'kubernetes.nodes', daemon: 'cilium.daemon'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The agent of this node does not know {node}, which Kubernetes calls ready: packets to pods there have no way',
			guide: {
				steps: [
					{text: 'kubectl get ciliumnodes -o wide'},
					{
						text: 'If {node} has none: restart its agent, which writes it: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it has one: the agent here no longer hears of changes; kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={here}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		address: {
			severity: 'critical',
			text: 'Cilium sends packets for pods on {node} to {known}, but the node has {present}',
			guide: {
				steps: [
					ciliumNode,
					{
						text: 'Restart the agent of {node}, which writes its addresses anew: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		podCidr: {
			severity: 'critical',
			text: 'Cilium looks for the pods of {node} in {known}, but the node has {present}',
			guide: {
				steps: [
					ciliumNode,
					{
						text: 'After a Node was deleted and made anew: drain {node}, kubectl delete ciliumnode {node}, restart its agent, and then its pods, which keep addresses of the old range',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({list, nodes, daemon}, {finding, environment}) {
		const here = thisNode(environment).name;
		for (const object of nodes) {
			const {name: node, internalIps, externalIps, podCidrs, labels} = object;
			if (node === here || labels['kubernetes.io/os'] === 'windows' || !isInService(standingOf(object))) {
				continue;
			}
			const subject = {kind: 'Peer', name: node} as const;
			const about = [{kind: 'Node', name: node}] as const;
			const details = (excerpt: string, present: string) =>
				({
					evidence: [
						{from: 'list', excerpt},
						{from: 'nodes', of: node, excerpt: present},
					],
					about,
					affects: [subject, ...about],
				}) as const;
			const known = list.nodes.find(({name}) => nodeNameIn(name, list.self) === node);
			if (known === undefined) {
				const names = listNames(list.nodes.map(({name}) => name));
				yield finding('missing', {node, here}, subject, details(`knows ${names}`, `${node} is in service`));
				continue;
			}
			const own = [...internalIps, ...externalIps];
			const wrong = known.addresses.find(
				address =>
					own.some(other => other.includes(':') === address.includes(':')) &&
					!own.some(other => isSameAddress(other, address)),
			);
			if (wrong !== undefined) {
				const present = listNames(internalIps);
				yield finding(
					'address',
					{node, known: wrong, present},
					subject,
					details(`${known.name} ${wrong}`, `InternalIP ${present}`),
				);
			}
			const former = known.podCidrs.find(text => {
				const range = parseCidr(text);
				const assigned = podCidrs.flatMap(cidr => parseCidr(cidr) ?? []);
				return (
					assigned.some(({family}) => family === range?.family) &&
					!assigned.some(({value, prefix}) => value === range?.value && prefix === range.prefix)
				);
			});
			if (daemon.ipamMode === 'kubernetes' && former !== undefined) {
				const present = listNames(podCidrs);
				yield finding(
					'podCidr',
					{node, known: former, present},
					subject,
					details(`${known.name} alloc-range ${former}`, `spec.podCIDRs: ${present}`),
				);
			}
		}
	},
});
