import {defineCheck, textSetting, thisNode} from 'rke2-netdoctor';

const key = 'node.cloudprovider.kubernetes.io/uninitialized';
/** A cloud controller manager takes a node in within seconds, and is itself started while the first server starts. */
const settlesWithin = 5 * 60_000;

/** Pods that do not tolerate the taint, and what waits for them. */
const explains = [
	...['cilium/operator#unplaced', 'rke2/chart-installation#unplaced'],
	...['cilium/taint', 'cilium/agent-waits#crds', 'cni/network-unavailable'],
] as const;

export default defineCheck({
	id: 'rke2/cloud-taint',
	title: 'A cloud controller manager has taken this node in',
	rationale:
		'The kubelet gives a new Node the taint node.cloudprovider.kubernetes.io/uninitialized, and the cloud controller manager takes it away: that of RKE2, or, where RKE2 was told so, one that somebody else must install. Until then only pods that tolerate the taint are placed: the CNI itself does, CoreDNS, the operators of some CNIs and all workloads do not.',
	needs: {node: 'kubernetes.node', now: 'system.clock'},
	wants: {rke2: 'rke2.configuration'},
	messages: {
		uninitialized: {
			severity: 'critical',
			text: 'The Node {node} still has the taint node.cloudprovider.kubernetes.io/uninitialized {minutes} minutes after it joined: no cloud controller manager has taken it in, and neither CoreDNS nor workloads are placed here',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get pods -o wide | grep -E "cloud-controller|cpi": one must run; its log names what it is refused',
					},
					{
						text: 'On a server: grep -rhE "cloud-provider|disable-cloud-controller" /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d',
					},
					{
						text: 'If a cloud provider is meant: install its cloud controller manager, in the host network and with a toleration of this taint',
						changes: 'cluster',
					},
					{
						text: 'If none is meant: take cloud-provider-name and disable-cloud-controller out of the configuration of every server and restart rke2-server, one after the other',
						changes: 'node',
					},
				],
				links: ['rke2/cloud-controller', 'rke2/server-config', 'kubernetes/taints'],
			},
			explains,
		},
	},
	*run({node, now, rke2}, {finding, environment}) {
		const taint = node.taints.find(candidate => candidate.key === key);
		const joinedAt = Math.min(...node.conditions.map(({changedAt}) => changedAt ?? now));
		if (taint === undefined || now - joinedAt <= settlesWithin) {
			return;
		}
		const minutes = Math.floor((now - joinedAt) / 60_000);
		const said = ['cloud-provider-name', 'disable-cloud-controller'].flatMap(name => {
			const value = rke2 === undefined ? undefined : textSetting(rke2.settings, name);
			return value === undefined ? [] : [`${name}: ${value}`];
		});
		yield finding(
			'uninitialized',
			{node: node.name, minutes},
			{kind: 'Node', name: node.name},
			{
				evidence: [
					{from: 'node', excerpt: `${key}=${taint.value ?? ''}:${taint.effect}`},
					...(said.length === 0 ? [] : [{from: 'rke2', excerpt: said.join('\n')} as const]),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
