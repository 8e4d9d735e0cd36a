/** What flanneld says when the ranges that it is told, and those of its Node, are missing or do not go together. */
export const flannelRangeMessages = (explains: readonly string[]) =>
	({
		netConf: {
			severity: 'critical',
			text: 'flanneld ends because its net-conf.json is missing or broken',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap {configMap} -o yaml'},
					{text: 'Correct the HelmChartConfig {chart} that it is made from', changes: 'cluster'},
				],
				links: ['flannel/log-messages', 'rke2/helmchartconfig'],
			},
			explains,
		},
		podCidrMissing: {
			severity: 'critical',
			text: 'flanneld ends because this Node was given no pod CIDR',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{
						text: 'The cluster CIDR may be used up: kubectl get events -A --field-selector reason=CIDRNotAvailable',
					},
					{
						text: 'crictl logs $(crictl ps -q --name kube-controller-manager), on the server that is its leader',
					},
				],
				links: ['flannel/pod-cidr', 'flannel/log-messages'],
			},
			explains,
		},
		podCidrOutside: {
			severity: 'critical',
			text: "flanneld ends because this Node's pod CIDR is not within the cluster CIDR: {line}",
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR; on the servers: grep -rn cluster-cidr /etc/rancher/rke2/',
					},
					{
						text: 'If most Nodes have ranges outside of cluster-cidr: set it on all servers to what the cluster was created with, and restart rke2-server on each; it cannot be changed later',
						changes: 'cluster',
					},
					{
						text: 'If this Node alone has, and it is an agent: it was given its range before. kubectl drain {node} --ignore-daemonsets --delete-emptydir-data; systemctl stop rke2-agent here; kubectl delete node {node}; systemctl start rke2-agent here: it joins with a new one',
						changes: 'cluster',
					},
					{
						text: 'Do not do that with a server: its etcd member goes with the Node. Take it out of the cluster and join it anew, one server at a time',
					},
				],
				links: ['rke2/select-cni', 'flannel/pod-cidr'],
			},
			explains,
		},
		familyMissing: {
			severity: 'critical',
			text: 'flanneld ends because the ranges of a Node and those that it is told are not of the same IP families: {line}',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDRs'},
					{text: 'kubectl -n kube-system get configmap {configMap} -o yaml | grep -E "EnableIPv|Network"'},
					{
						text: 'The ranges of a running cluster cannot be changed: set cluster-cidr and service-cidr on all servers to what the cluster was made with, and restart rke2-server',
						changes: 'node',
					},
					{
						text: 'A new cluster of both families: give the IPv4 range first, and make all nodes after that. Old releases of flannel end in a panic where IPv6 is first',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'flannel/configuration', 'flannel/pod-cidr'],
			},
			explains,
		},
	}) as const;
