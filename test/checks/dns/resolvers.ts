import {helmOf, minutesAgo} from '../builders.ts';

const settings = (servers: readonly string[], searches: readonly string[] = []) => ({
	servers,
	searches,
	options: [],
});

/** What the kubelet gave CoreDNS. */
export const corednsWith = (...servers: readonly string[]) => ({
	coredns: {
		namespace: 'kube-system',
		name: 'rke2-coredns-rke2-coredns-7c9d6b5f84-k9x4t',
		createdAt: minutesAgo(600),
		settings: settings(servers),
	},
	others: [],
});

/** What the kubelet gave another pod: the names of the cluster, unless told otherwise. */
export const podWith = (server: string, searches = ['shop.svc.cluster.local', 'svc.cluster.local']) => ({
	others: [
		{namespace: 'shop', name: 'web-1', createdAt: minutesAgo(60), settings: settings([server], searches)},
	],
});

export const resolvConf = (path: string, ...servers: readonly string[]) => ({
	path,
	settings: settings(servers),
});
export const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
export const coredns = {
	kind: 'Deployment',
	namespace: 'kube-system',
	name: 'rke2-coredns-rke2-coredns',
} as const;

/** The chart rke2-coredns, and what the user sets for it where some values are given, as the API holds them. */
export const corednsValues = (values = '') =>
	helmOf(`apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: rke2-coredns, namespace: kube-system}
spec: {}
${
	values === ''
		? ''
		: `---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {name: rke2-coredns, namespace: kube-system}
spec:
  valuesContent: |-
${values.replaceAll(/^/gm, '    ')}
`
}`);

/** `servers` of the chart, with one block for all names that forwards to `target`. */
export const forwardingTo = (target: string) =>
	corednsValues(`servers:
- zones: [{zone: ., use_tcp: true}]
  port: 53
  plugins:
  - name: errors
  - name: kubernetes
    parameters: cluster.local in-addr.arpa ip6.arpa
  - name: forward
    parameters: . ${target}
    configBlock: policy sequential
`);
