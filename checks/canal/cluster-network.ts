import {contains, defineCheck, networkOf, parseCidr, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'canal/cluster-network',
	title: 'flanneld takes a range for that of all pods in which the pods of this node are',
	rationale:
		'flanneld lets packets of its range pass in FORWARD and masquerades what leaves it. Where net-conf.json has another range than the cluster, as after a cluster-cidr that the chart did not follow, packets of pods are neither let through nor masqueraded: they reach neither services nor anything outside.',
	when: {cni: ['canal']},
	needs: {netConf: 'flannel.net-conf', node: 'kubernetes.node'},
	messages: {
		outside: {
			severity: 'critical',
			text: 'flanneld takes {network} for the range of all pods, but the pods of this node are in {podCidr}: they reach neither services nor anything outside of the cluster',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap rke2-canal-config -o yaml | grep -A 8 net-conf'},
					{text: 'iptables-save | grep FLANNEL: the ranges in its rules'},
					{
						text: 'Where the ConfigMap was edited by hand: delete it, and let Helm write it anew: kubectl -n kube-system delete configmap rke2-canal-config; kubectl -n kube-system delete job helm-install-rke2-canal',
						changes: 'cluster',
					},
					{
						text: 'Where RKE2 wrote it so: update RKE2, whose chart follows cluster-cidr',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system rollout restart daemonset rke2-canal', changes: 'cluster'},
				],
				links: ['flannel/configuration', 'rke2/canal', 'rke2/server-config'],
			},
			explains: ['flannel/log#podCidrOutside', 'canal/container', 'flannel/masquerade'],
		},
	},
	*run({netConf, node}, {finding, environment}) {
		if (netConf.source !== 'file of flanneld') {
			return;
		}
		const networks = [netConf.network, netConf.ipv6Network].flatMap(text => {
			const range = text === undefined ? undefined : parseCidr(text);
			return range === undefined ? [] : [{text, range}];
		});
		for (const podCidr of node.podCidrs) {
			const own = parseCidr(podCidr);
			const network = networks.find(({range}) => range.family === own?.family);
			if (own !== undefined && network?.text !== undefined && !contains(network.range, networkOf(own))) {
				yield finding(
					'outside',
					{network: network.text, podCidr},
					{kind: 'AddressRange', name: network.text},
					{
						evidence: [
							{from: 'netConf', excerpt: `"Network": "${network.text}"`},
							{from: 'node', excerpt: `spec.podCIDRs: ${node.podCidrs.join(', ')}`},
						],
						affects: [thisNode(environment), {kind: 'AddressRange', name: network.text}],
					},
				);
			}
		}
	},
});
