/** What keeps the primary network plugin from giving a pod an address, for checks of pods that cannot start. */
export const pluginAddressMessages = {
	familyMissing: {
		severity: 'critical',
		text: 'The network plugin {plugin} is to give {pods} an address of a family of which this Node has no range: {error}',
		guide: {
			steps: [
				{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDRs'},
				{
					text: 'The ranges of a running cluster cannot be changed: take the second range out of cluster-cidr and service-cidr in /etc/rancher/rke2/config.yaml of every server, and restart rke2-server',
					changes: 'node',
				},
			],
			links: ['rke2/dual-stack', 'rke2/server-config'],
		},
	},
	rangeFull: {
		severity: 'critical',
		text: 'The range of pods of this node has no address left ({detail}), so that {pods} cannot start',
		guide: {
			steps: [
				{
					text: 'ls /var/lib/cni/networks/{network} | wc -l; crictl pods -q | wc -l: many more files than sandboxes are leaked addresses',
				},
				{
					text: 'If most are leaked: drain this node, rke2-killall.sh, start RKE2 and uncordon',
					changes: 'node',
				},
				{
					text: 'If most are in use: lower max-pods with kubelet-arg, or add nodes; the size of a pod CIDR cannot be changed later',
					changes: 'cluster',
				},
			],
			links: ['rke2/known-issues-ip-exhaustion', 'kubernetes/cni-errors'],
		},
	},
	noPool: {
		severity: 'critical',
		text: 'Calico has no IPPool from which {pods} may have an address: {error}',
		guide: {
			steps: [
				{
					text: 'kubectl get ippools.crd.projectcalico.org -o custom-columns=NAME:.metadata.name,CIDR:.spec.cidr,NODES:.spec.nodeSelector,OFF:.spec.disabled,USES:.spec.allowedUses',
				},
				{
					text: 'kubectl get namespaces,pods -A -o yaml | grep -E "cni.projectcalico.org/ipv[46]pools": a pool asked for by name must exist and be enabled',
				},
				{
					text: 'Have one enabled pool within the cluster-cidr whose nodeSelector is all(): installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico',
					changes: 'cluster',
				},
			],
			links: ['calico/ip-pool', 'calico/ipam', 'rke2/chart-calico'],
		},
	},
	noFreeBlock: {
		severity: 'critical',
		text: 'Calico has no block of addresses left for this node, so that {pods} cannot start: {error}',
		guide: {
			steps: [
				{
					text: 'kubectl get ippools.crd.projectcalico.org -o custom-columns=NAME:.metadata.name,CIDR:.spec.cidr,BLOCK:.spec.blockSize,NODES:.spec.nodeSelector,OFF:.spec.disabled: a pool must hold a block for every node, and several for a node with many pods',
				},
				{
					text: 'kubectl get blockaffinities.crd.projectcalico.org: blocks of nodes that are gone are given back by calico-kube-controllers',
				},
				{
					text: 'Add a pool, or one with smaller blocks: installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico; the blockSize of a pool in use cannot be changed',
					changes: 'cluster',
				},
			],
			links: ['calico/ip-pool', 'calico/ipam', 'rke2/chart-calico'],
		},
	},
	addressInUse: {
		severity: 'critical',
		text: 'The network plugin {plugin} gives out {address}, which a pod that it does not know already has on this node, so that {pods} cannot start: {error}',
		guide: {
			steps: [
				{
					text: 'ip route show {address}: the interface that has it, of a pod from before the CNI was changed, or before its records were lost',
				},
				{
					text: 'Delete the pods of this node that started before that (kubectl get pods -A -o wide --field-selector spec.nodeName={node}), or drain and reboot it: whatever starts anew is known',
					changes: 'cluster',
				},
				{
					text: 'If no pod has it: ip route del {address}, what is left of one that is gone',
					changes: 'node',
				},
			],
			links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'rke2/uninstall'],
		},
	},
	addressAssigned: {
		severity: 'critical',
		text: '{pods} asks for the address {address}, which Calico has given out and not taken back, so that it cannot start: {error}',
		guide: {
			steps: [
				{
					text: 'kubectl get pods -A -o wide | grep -w {address}: two pods that ask for one address, such as the old and the new one of a rollout, cannot both have it',
				},
				{
					text: 'kubectl -n {namespace} get pod {pod} -o yaml | grep cni.projectcalico.org/ipAddrs; calicoctl ipam show --ip={address}: who has it by the records, such as a pod of before a power outage',
				},
				{
					text: 'If no pod has it: calicoctl ipam release --ip={address}; the kubelet tries again by itself',
					changes: 'cluster',
				},
				{
					text: 'A Deployment that asks for one address needs strategy: Recreate, and one replica',
					changes: 'cluster',
				},
			],
			links: ['calico/ipam', 'kubernetes/cni-errors', 'calico/troubleshooting'],
		},
	},
	duplicateAllocation: {
		severity: 'critical',
		text: 'The network plugin {plugin} refuses {pods} because the sandbox already has an address in its records: {error}',
		guide: {
			steps: [
				{
					text: 'crictl pods --name {pod} -q | grep -rlFf - /var/lib/cni/networks/{network}; ls -l /var/lib/cni/networks/{network}: one file per address, with the sandbox that has it',
				},
				{
					text: 'Delete the pod, so that it gets a new sandbox: kubectl -n {namespace} delete pod {pod}',
					changes: 'cluster',
				},
				{
					text: 'If it comes again: drain this node, rke2-killall.sh, rm -r /var/lib/cni/networks/{network}, start RKE2 and uncordon',
					changes: 'node',
				},
			],
			links: ['rke2/known-issues-ip-exhaustion', 'kubernetes/cni-errors'],
		},
	},
} as const;
