import {defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/strict-affinity',
	title: 'Where there are Windows nodes, no node borrows addresses',
	rationale:
		'A Linux node that has no free address may borrow one of a block of another node, which then needs a route of its own. Windows cannot route single addresses, so that Calico works there with strictAffinity only: each node takes addresses of its own blocks. The chart of RKE2 sets it; clusters from before, or values of the user, may not.',
	when: {cni: ['calico']},
	needs: {ipam: 'calico.ipam-configuration', nodes: 'kubernetes.nodes'},
	messages: {
		borrows: {
			severity: 'warning',
			text: 'IPAMConfig "default" has no strictAffinity, which Calico needs on Windows ({nodes}): pods there get no address, or one that nobody reaches',
			guide: {
				steps: [
					{text: 'kubectl get ipamconfigs.crd.projectcalico.org default -o yaml'},
					{
						text: 'Set ipamConfig.strictAffinity: true in the HelmChartConfig rke2-calico, or: kubectl patch ipamconfigs.crd.projectcalico.org default --type merge -p "{\\"spec\\":{\\"strictAffinity\\":true}}"',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'rke2/chart-calico', 'rke2/select-cni'],
			},
		},
	},
	*run({ipam, nodes}, {finding}) {
		const windows = nodes.filter(({labels}) => labels['kubernetes.io/os'] === 'windows');
		if (ipam.isAffinityStrict || windows.length === 0) {
			return;
		}
		const names = windows.map(({name}) => name);
		yield finding(
			'borrows',
			{nodes: listNames(names)},
			{kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'},
			{
				evidence: [
					{from: 'ipam', excerpt: 'strictAffinity: false'},
					{from: 'nodes', excerpt: names.map(name => `${name}: kubernetes.io/os=windows`).join('\n')},
				],
				about: names.map(name => ({kind: 'Node', name}) as const),
			},
		);
	},
});
