import {
	contains,
	defineCheck,
	isObject,
	listNames,
	parseCidr,
	primaryNetworkOf,
	thisNode,
} from 'rke2-netdoctor';

const familyOf = (subnet: string): 'ipv4' | 'ipv6' | undefined =>
	subnet === 'usePodCidr' ? 'ipv4' : subnet === 'usePodCidrIPv6' ? 'ipv6' : parseCidr(subnet)?.family;

export default defineCheck({
	id: 'cni/pod-families',
	title: 'New pods get an address of each range that this Node has',
	rationale:
		'With host-local the CNI configuration lists the ranges from which each pod gets an address. Canal before RKE2 1.21 knew only one; a configuration of that time, or one that somebody keeps by hand, leaves pods of a dual-stack cluster without IPv6. One that names a range instead of usePodCidr gives pods addresses to which other nodes have no route, when it was copied from another node or cluster.',
	when: {cni: ['canal']},
	needs: {node: 'kubernetes.node', files: 'cni.configuration'},
	messages: {
		missing: {
			severity: 'warning',
			text: 'New pods get no {family} address: this Node has {podCidr}, but {path} asks for {asked} only',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap rke2-canal-config -o yaml | grep -A 8 ipam'},
					{
						text: 'Delete the rke2-canal pod of this node, which writes the file anew: kubectl -n kube-system delete pod -l k8s-app=canal --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If the ConfigMap asks for one family too: update RKE2, or give both ranges in cluster-cidr on every server',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'rke2/canal', 'rke2/select-cni'],
			},
		},
		foreign: {
			severity: 'critical',
			text: 'New pods get addresses of {subnet}, which {path} names: it is not within the pod CIDR of this Node ({podCidrs}), and no other node sends them here',
			guide: {
				steps: [
					{text: 'grep -n subnet {path}'},
					{
						text: 'Delete the rke2-canal pod of this node, which writes the file anew with usePodCidr: kubectl -n kube-system delete pod -l k8s-app=canal --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{text: 'Then delete the pods that have such addresses', changes: 'cluster'},
				],
				links: ['rke2/canal', 'flannel/pod-cidr', 'rke2/select-cni'],
			},
			explains: ['canal/pod-address'],
		},
	},
	*run({node, files}, {finding, environment}) {
		const file = primaryNetworkOf(files);
		const plugin = file?.config.ok
			? file.config.value.plugins.find(({type}) => type === 'calico')
			: undefined;
		const ipam = plugin?.raw.ipam;
		const ranges =
			isObject(ipam) && ipam.type === 'host-local' && Array.isArray(ipam.ranges) ? ipam.ranges : [];
		const asked = ranges
			.flat()
			.flatMap(range => (isObject(range) && typeof range.subnet === 'string' ? [range.subnet] : []));
		if (file === undefined || asked.length === 0) {
			return;
		}
		const own = node.podCidrs.flatMap(text => parseCidr(text) ?? []);
		const evidence = [
			{from: 'files', excerpt: JSON.stringify(ranges), of: file.path},
			{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
		] as const;
		for (const subnet of asked) {
			const range = parseCidr(subnet);
			const ofFamily = own.filter(({family}) => family === range?.family);
			if (range !== undefined && ofFamily.length > 0 && !ofFamily.some(cidr => contains(cidr, range))) {
				yield finding(
					'foreign',
					{subnet, path: file.path, podCidrs: listNames(node.podCidrs), node: node.name},
					{kind: 'AddressRange', name: subnet},
					{evidence, affects: [thisNode(environment)]},
				);
			}
		}
		for (const podCidr of node.podCidrs) {
			const family = parseCidr(podCidr)?.family;
			if (family !== undefined && asked.every(subnet => familyOf(subnet) !== family)) {
				yield finding(
					'missing',
					{
						family: family === 'ipv6' ? 'IPv6' : 'IPv4',
						podCidr,
						path: file.path,
						asked: listNames(asked),
						node: node.name,
					},
					{kind: 'File', name: file.path},
					{evidence},
				);
			}
		}
	},
});
