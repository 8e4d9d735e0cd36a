import {
	defineCheck,
	isObject,
	isOpen,
	overlaps,
	parseCidr,
	podPools,
	poolLine,
	servesNode,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ip-pool',
	title: 'There are IP pools that pods of this node get addresses from',
	rationale:
		'Every pod address comes from an IPPool. Addresses that are given out stay as they are when a pool changes, so that only new pods show the fault.',
	when: {cni: ['calico']},
	needs: {
		pools: 'calico.ippools',
		files: 'cni.configuration',
		helm: 'kubernetes.helm',
		node: 'kubernetes.node',
	},
	messages: {
		none: {
			severity: 'critical',
			text: 'There is no IPPool: no new pod gets an address, and Felix takes away the routes to pods of other nodes',
			guide: {
				steps: [
					{text: 'kubectl get tigerastatus; kubectl get installation default -o yaml'},
					{
						text: 'kubectl get crd | grep projectcalico; kubectl -n kube-system get helmcharts rke2-calico rke2-calico-crd; kubectl -n tigera-operator get pods: whether somebody has taken away the kinds, and all objects with them, or the operator, which makes the pool anew',
					},
					{
						text: 'Let the chart make the pool: remove installation.calicoNetwork.ipPools: [] from the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'calico/installation-api', 'rke2/chart-calico'],
			},
			explains: [
				'cni/pod-failures#noFreeBlock',
				'cni/pod-failures#noPool',
				'overlay/peer-route',
				'calico/vxlan-device#missing',
				'calico/log#noTunnelAddress',
			],
		},
		disabled: {
			severity: 'critical',
			text: 'Every IPPool for {family} is disabled ({pools}): no new pod gets an address',
			guide: {
				steps: [
					{text: 'kubectl get ippools.crd.projectcalico.org -o yaml'},
					{
						text: 'kubectl patch ippools.crd.projectcalico.org {pool} --type merge -p "{\\"spec\\":{\\"disabled\\":false}}"',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'calico/ipam'],
			},
			explains: ['cni/pod-failures#noFreeBlock', 'cni/pod-failures#noPool'],
		},
		notForNode: {
			severity: 'critical',
			text: 'No IPPool for {family} serves this node ({pools}): new pods here fail with "no configured Calico pools"',
			guide: {
				steps: [
					{text: 'kubectl get node {node} --show-labels'},
					{
						text: 'Give this node the label that its pool asks for: kubectl label node {node} KEY=VALUE (node-label in /etc/rancher/rke2/config.yaml for nodes that join later)',
						changes: 'cluster',
					},
					{
						text: 'Or let a pool serve every node: nodeSelector: all() in installation.calicoNetwork.ipPools of the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'calico/ipam', 'rke2/helmchartconfig'],
			},
			explains: ['cni/pod-failures#noFreeBlock', 'cni/pod-failures#noPool'],
		},
		foreign: {
			severity: 'warning',
			text: 'No enabled IPPool lies within the cluster CIDR {cluster} ({pools}): kube-proxy takes pods for strangers and hides their addresses',
			guide: {
				steps: [
					{text: 'kubectl get ippools.crd.projectcalico.org -o yaml'},
					{text: 'grep -r cluster-cidr /etc/rancher/rke2/, on every server'},
					{
						text: 'Make the range of installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico one within the cluster CIDR: a new pool, then restart the pods, then remove the old pool',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'rke2/server-config', 'calico/installation-api'],
			},
		},
	},
	*run({pools, files, helm, node}, {finding, environment}) {
		const ipam = files.flatMap(({config}) =>
			config.ok ? config.value.plugins.filter(({type}) => type === 'calico') : [],
		);
		// With host-local pods have addresses of the pod CIDR, whatever the pools say.
		if (ipam.some(({ipamType}) => ipamType !== undefined && ipamType !== 'calico-ipam')) {
			return;
		}
		const told = ipam.map(({raw}) => (isObject(raw.ipam) ? raw.ipam : {}));
		const isAssigned = (family: 'ipv4' | 'ipv6'): boolean =>
			told.every(settings => String(settings[`assign_${family}`] ?? 'true') !== 'false');
		// Pools that the plugin is told by name need not choose the node.
		const isNamed = (family: 'ipv4' | 'ipv6'): boolean =>
			told.some(settings => Array.isArray(settings[`${family}_pools`]));
		const affects = [thisNode(environment)];
		const ofPods = podPools(pools);
		if (pools.length === 0) {
			const evidence = [{from: 'pools', excerpt: '"items":[]'}] as const;
			yield finding('none', {}, {kind: 'IPPool', name: 'default-ipv4-ippool'}, {evidence, affects});
		}
		for (const family of ['ipv4', 'ipv6'] as const) {
			const ofFamily = ofPods.filter(({cidr}) => cidr.includes(':') === (family === 'ipv6'));
			const [first] = ofFamily;
			if (first === undefined || !isAssigned(family)) {
				continue;
			}
			const shown = ofFamily.map(poolLine).join('\n');
			const data = {
				family: family === 'ipv4' ? 'IPv4' : 'IPv6',
				pools: ofFamily.map(({name}) => name).join(', '),
			};
			if (!ofFamily.some(isOpen)) {
				yield finding(
					'disabled',
					{...data, pool: first.name},
					{kind: 'IPPool', name: first.name},
					{evidence: [{from: 'pools', excerpt: shown}], affects},
				);
			} else if (!isNamed(family) && !ofFamily.filter(isOpen).some(pool => servesNode(pool, node))) {
				yield finding(
					'notForNode',
					{...data, node: node.name},
					{kind: 'Node', name: node.name},
					{
						evidence: [
							{from: 'pools', excerpt: shown},
							{
								from: 'node',
								excerpt: Object.entries(node.labels)
									.map(([key, value]) => `${key}=${value}`)
									.join('\n'),
							},
						],
						affects,
					},
				);
			}
		}
		const open = ofPods.filter(isOpen);
		const [first] = open;
		const cluster = helm.charts.find(({name}) => name === 'rke2-calico')?.set['global.clusterCIDR'] ?? '';
		const ranges = cluster.split(',').flatMap(text => parseCidr(text.trim()) ?? []);
		const isWithin = (cidr: string): boolean => {
			const own = parseCidr(cidr);
			return own === undefined || ranges.some(range => overlaps(range, own));
		};
		if (first !== undefined && ranges.length > 0 && !open.some(({cidr}) => isWithin(cidr))) {
			yield finding(
				'foreign',
				{cluster, pools: open.map(({cidr}) => cidr).join(', ')},
				{kind: 'IPPool', name: first.name},
				{
					evidence: [
						{from: 'pools', excerpt: open.map(poolLine).join('\n')},
						{
							from: 'helm',
							excerpt: `rke2-calico spec.set["global.clusterCIDR"]: ${cluster}`,
							of: 'helmcharts',
						},
					],
					affects,
				},
			);
		}
	},
});
