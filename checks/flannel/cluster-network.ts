import {contains, defineCheck, networkOf, parseCidr} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/cluster-network',
	title: 'flanneld takes the cluster CIDR of RKE2 for the range of all pods',
	rationale:
		'flanneld masquerades what leaves its range. Where that is not the cluster CIDR, packets between pods of different nodes get the address of the node, and policies and logs no longer show who sent them; pods outside of it are not masqueraded at all.',
	when: {cni: ['flannel']},
	needs: {subnetEnv: 'flannel.subnet-env', helm: 'kubernetes.helm'},
	messages: {
		other: {
			severity: 'warning',
			text: 'flanneld takes {network} for the range of all pods, but the cluster CIDR is {cluster}',
			guide: {
				steps: [
					{
						text: 'cat /run/flannel/subnet.env; kubectl -n kube-system get configmap kube-flannel-cfg -o yaml',
					},
					{text: 'grep -r cluster-cidr /etc/rancher/rke2/, on every server: all must say the same'},
					{
						text: 'When the ConfigMap is right: kubectl -n kube-system rollout restart daemonset kube-flannel-ds',
						changes: 'cluster',
					},
				],
				links: ['flannel/configuration', 'rke2/server-config', 'rke2/select-cni'],
			},
		},
	},
	*run({subnetEnv: {written}, helm}, {finding}) {
		const cluster = helm.charts.find(({name}) => name === 'rke2-flannel')?.set['global.clusterCIDR'] ?? '';
		const ranges = cluster.split(',').flatMap(text => parseCidr(text.trim()) ?? []);
		const networks = [written?.network, written?.ipv6Network].flatMap(text => text?.split(',') ?? []);
		for (const network of networks) {
			const range = parseCidr(network);
			const ofFamily = ranges.filter(({family}) => family === range?.family);
			const isSame = ofFamily.some(
				other => range !== undefined && other.prefix === range.prefix && contains(other, networkOf(range)),
			);
			if (range !== undefined && ofFamily.length > 0 && !isSame) {
				yield finding(
					'other',
					{network, cluster},
					{kind: 'AddressRange', name: network},
					{
						evidence: [
							{from: 'subnetEnv', excerpt: `FLANNEL_NETWORK=${network}`},
							{from: 'helm', excerpt: `rke2-flannel spec.set["global.clusterCIDR"]: ${cluster}`},
						],
					},
				);
			}
		}
	},
});
