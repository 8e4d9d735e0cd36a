import {defineCheck, thisNode} from 'rke2-netdoctor';

const usual = '/run/cilium/cgroupv2';

export default defineCheck({
	id: 'cilium/cgroup-mount',
	title: 'The cgroup file system on which Cilium replaces kube-proxy is mounted',
	rationale:
		'With kubeProxyReplacement Cilium translates service addresses where programs connect, by programs on the root of cgroup v2, which it mounts at /run/cilium/cgroupv2. Without it service addresses do not work from the node and from pods of the host network.',
	when: {cni: ['cilium']},
	needs: {mounts: 'system.mounts', configuration: 'cilium.configuration', status: 'cilium.status'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No cgroup v2 is mounted at {root}, where Cilium puts the programs that replace kube-proxy: service addresses fail on the node itself',
			guide: {
				steps: [
					{text: 'mount -t cgroup2'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}, whose init container mounts it',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'cilium/kubernetes-requirements'],
			},
		},
	},
	*run({mounts, configuration, status}, {finding, environment}) {
		const root = configuration['cgroup-root'] ?? usual;
		const isReplaced = /^(true|strict)$/i.test(status.kubeProxyReplacement?.mode ?? '');
		const isMounted = mounts.some(
			({point, type}) => type === 'cgroup2' && point.replace(/^\/var\/run\//, '/run/') === root,
		);
		if (!isReplaced || isMounted || mounts.length === 0) {
			return;
		}
		const node = thisNode(environment);
		const others = mounts.filter(({type}) => type === 'cgroup2').map(({point}) => `cgroup2 ${point}`);
		yield finding(
			'missing',
			{root, node: node.name},
			{kind: 'Directory', name: root},
			{
				evidence: [{from: 'mounts', excerpt: others.join('\n') || 'no file system of type cgroup2'}],
				affects: [node],
			},
		);
	},
});
