import {contains, defineCheck, networkOf, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/subnet-range',
	title: 'The range that flanneld told its CNI plugin is the pod CIDR of this Node',
	rationale:
		'flanneld reads the pod CIDR of its Node only when it starts. A Node that was deleted and has joined again has another one: until flanneld is started again, new pods get addresses of a range that belongs to another node or to none.',
	when: {cni: ['flannel']},
	needs: {subnetEnv: 'flannel.subnet-env', node: 'kubernetes.node'},
	messages: {
		other: {
			severity: 'critical',
			text: 'New pods get addresses of {has}, but the pod CIDR of the Node {node} is {podCidr}: no other node sends packets for them here',
			guide: {
				steps: [
					{text: 'cat /run/flannel/subnet.env; kubectl get node {node} -o jsonpath={.spec.podCIDRs}'},
					{
						text: 'kubectl drain {node} --ignore-daemonsets --delete-emptydir-data',
						changes: 'cluster',
					},
					{
						text: 'rke2-killall.sh, which takes cni0 away with its old address; then start RKE2 again and uncordon the node',
						changes: 'node',
					},
				],
				links: ['flannel/pod-cidr', 'flannel/configuration'],
			},
			explains: ['flannel/bridge-address', 'overlay/vxlan-address', 'overlay/vtep-mac-announced'],
		},
	},
	*run({subnetEnv: {written}, node}, {finding, environment}) {
		for (const text of [written?.subnet, written?.ipv6Subnet]) {
			const subnet = text === undefined ? undefined : parseCidr(text);
			const given = node.podCidrs.flatMap(podCidr => {
				const cidr = parseCidr(podCidr);
				return cidr !== undefined && cidr.family === subnet?.family ? [{podCidr, cidr}] : [];
			});
			const [first] = given;
			if (
				text !== undefined &&
				subnet !== undefined &&
				first !== undefined &&
				!given.some(({cidr}) => cidr.prefix === subnet.prefix && contains(cidr, networkOf(subnet)))
			) {
				yield finding(
					'other',
					{has: text, node: node.name, podCidr: first.podCidr},
					{kind: 'File', name: '/run/flannel/subnet.env'},
					{
						evidence: [
							{from: 'subnetEnv', excerpt: `FLANNEL_SUBNET=${text}`},
							{from: 'node', excerpt: `spec.podCIDR: ${first.podCidr}`},
						],
						about: [{kind: 'Node', name: node.name}],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
