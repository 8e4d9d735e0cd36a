import {
	corednsDeployment,
	corednsForwardingOf,
	corednsPluginsOf,
	corednsService,
	defineCheck,
	isLoopback,
	isSameAddress,
	listNames,
	userValuesOf,
} from 'rke2-netdoctor';

const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-coredns'} as const;
const affects = [corednsDeployment, corednsService] as const;
const explains = ['dns/coredns-log', 'dns/endpoint-unreachable', 'dns/coredns-endpoints'] as const;
const show = {text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml'} as const;

/** Values at the top of the chart: https://github.com/coredns/helm/blob/master/charts/coredns/values.yaml, and what RKE2 adds. */
const keysOfChart = [
	...[
		'affinity',
		'autoscaler',
		'deployment',
		'extraConfig',
		'extraSecrets',
		'extraVolumeMounts',
		'extraVolumes',
	],
	...[
		'global',
		'hpa',
		'image',
		'initContainers',
		'isClusterService',
		'k8sApp',
		'livenessProbe',
		'nodeSelector',
	],
	...['nodelocal', 'podAnnotations', 'podDisruptionBudget', 'podSecurityContext', 'priorityClassName'],
	...[
		'prometheus',
		'rbac',
		'readinessProbe',
		'replicaCount',
		'resources',
		'rollingUpdate',
		'securityContext',
	],
	...['servers', 'service', 'serviceAccount', 'serviceType', 'terminationGracePeriodSeconds', 'tolerations'],
	...['topologySpreadConstraints', 'zoneFiles'],
];

/** The key that was meant, where only capitals keep this one from being it. */
const meantBy = (key: string): string | undefined =>
	keysOfChart.includes(key)
		? undefined
		: keysOfChart.find(known => known.toLowerCase() === key.toLowerCase());

export default defineCheck({
	id: 'dns/coredns-values',
	title: 'The values for rke2-coredns leave CoreDNS what it needs, and do not make it ask itself',
	rationale:
		'The value servers of the chart replaces the whole configuration of CoreDNS: who adds one plugin there takes all others away, those that know the names of the cluster and that answer the kubelet among them. The address of the cluster DNS as a name server to forward to, or a loopback address, which in a pod is the pod itself, sends each question outside the cluster round in a circle.',
	needs: {helm: 'kubernetes.helm', ranges: 'cluster.ranges'},
	messages: {
		itself: {
			severity: 'critical',
			text: 'The values for rke2-coredns make CoreDNS forward to {server}, which is CoreDNS itself: names outside the cluster do not resolve',
			guide: {
				steps: [
					show,
					{
						text: 'Write forward with parameters ". /etc/resolv.conf", or with the name servers of the site, in servers there and in the manifest that it comes from',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/coredns-loop'],
			},
			explains,
		},
		otherCase: {
			severity: 'warning',
			text: 'The value {key} for rke2-coredns has no effect: the chart calls it {meant}, and capitals count',
			guide: {
				steps: [
					show,
					{
						text: 'Write {meant} in place of {key} there, and in the manifest that it comes from',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig'],
			},
		},
		withoutCluster: {
			severity: 'critical',
			text: 'The values for rke2-coredns give CoreDNS only the plugins {plugins}, since servers replaces those of the chart: without kubernetes it knows no name of the cluster{probes}',
			guide: {
				steps: [
					show,
					{
						text: 'Write the whole list in servers there, and in the manifest that it comes from: errors, health, ready, kubernetes, prometheus, forward, cache, loop, reload and loadbalance with the parameters of the chart (kubectl -n kube-system get configmap rke2-coredns-rke2-coredns -o yaml on a cluster that works shows them), and the plugin that you add',
						changes: 'cluster',
					},
					{
						text: 'Or take servers out again: then the plugins of the chart count',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/debug-dns'],
			},
			explains: ['dns/coredns-endpoints', 'dns/coredns-container#crashing'],
		},
	},
	*run({helm, ranges}, {finding}) {
		// With disable: rke2-coredns they may be left of a chart that nobody installs.
		if (!helm.charts.some(({name}) => name === subject.name)) {
			return;
		}
		for (const key of Object.keys(userValuesOf(helm.configs, subject.name) ?? {})) {
			const meant = meantBy(key);
			if (meant !== undefined) {
				yield finding('otherCase', {key, meant}, subject, {
					evidence: [{from: 'helm', of: 'helmchartconfigs', excerpt: `${key}:`}],
				});
			}
		}
		const {servers = []} = corednsForwardingOf(helm.configs) ?? {};
		const server = servers.find(
			address => isLoopback(address) || ranges.dns.some(dns => isSameAddress(dns, address)),
		);
		const cite = (excerpt: string) => [{from: 'helm', of: 'helmchartconfigs', excerpt}] as const;
		if (server !== undefined) {
			yield finding('itself', {server}, subject, {
				evidence: cite(`servers: forward to ${server}`),
				affects,
			});
		}
		const plugins = corednsPluginsOf(helm.configs);
		if (plugins !== undefined && !plugins.includes('kubernetes')) {
			const isProbed = plugins.includes('health') && plugins.includes('ready');
			yield finding(
				'withoutCluster',
				{
					plugins: listNames(plugins),
					probes: isProbed ? '' : ', and without health and ready the kubelet takes it for dead',
				},
				subject,
				{evidence: cite(`servers: plugins ${plugins.join(', ')}`), affects},
			);
		}
	},
});
