import {defineCheck, listNames, podsOutside, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'canal/pod-address',
	title: "The addresses of this node's pods are of its pod CIDR",
	rationale:
		'On Canal other nodes know one way to the pods of this node: the route to its pod CIDR. A pod whose address is of another range, because the plugin takes it from an IPPool or because the pod CIDR has changed since, is reached from this node only.',
	when: {cni: ['canal']},
	needs: {node: 'kubernetes.node', routes: 'ip.route'},
	wants: {cniFiles: 'cni.configuration'},
	messages: {
		outside: {
			severity: 'critical',
			text: '{count} {count:pod|pods} of this node {count:has|have} addresses outside its pod CIDR {cidr}, such as {address} on {device}: no other node has a route to them',
			guide: {
				steps: [
					{text: 'kubectl get pods -A -o wide --field-selector spec.nodeName={node}'},
					{
						text: 'Delete these pods, so that new ones get addresses of {cidr}',
						changes: 'cluster',
					},
					{
						text: 'If they get such addresses again: the ipam of {path} must be host-local with usePodCidr',
						changes: 'node',
					},
				],
				links: ['flannel/pod-cidr', 'rke2/canal', 'rke2/select-cni'],
			},
		},
	},
	*run({node, routes, cniFiles}, {finding, environment}) {
		const outside = podsOutside(node.podCidrs, routes);
		const [first] = outside;
		if (first === undefined) {
			return;
		}
		yield finding(
			'outside',
			{
				count: outside.length,
				cidr: listNames(node.podCidrs),
				address: first.destination.replace(/\/.*/, ''),
				device: first.dev ?? '',
				node: node.name,
				path: cniFiles?.[0]?.path ?? '/etc/cni/net.d/10-canal.conflist',
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'routes', excerpt: `${first.destination} dev ${first.dev}`},
					{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
				],
			},
		);
	},
});
