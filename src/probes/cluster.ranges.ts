import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {kubeProxyArguments} from './kube-proxy.arguments.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';

/** Ranges and addresses that RKE2 was given for the whole cluster, of both families; empty is not known, or no CoreDNS of RKE2. */
export interface ClusterRanges {
	readonly pods: readonly string[];
	readonly services: readonly string[];
	readonly dns: readonly string[];
	/** `cluster.local`, unless somebody chose otherwise. */
	readonly domain: string;
}

const listed = (text: string | undefined): readonly string[] =>
	(text ?? '')
		.split(',')
		.map(part => part.trim())
		.filter(part => part !== '');

export const clusterRanges = defineProbe({
	id: 'cluster.ranges',
	summary: 'ranges of pods and services and the address of the cluster DNS, as RKE2 gives them to its charts',
	wants: {helm: kubernetesHelm, kubeProxy: kubeProxyArguments},
	requests: () => [],
	parse: (_, __, {helm, kubeProxy}): ClusterRanges => {
		const charts = helm.ok ? helm.value.charts : [];
		const set = charts.find(chart => 'global.clusterCIDR' in chart.set)?.set;
		// Every chart is told the address, also where nobody serves it: https://docs.rke2.io/networking/networking_services#coredns
		const hasDns = charts.some(({name}) => name === 'rke2-coredns');
		const flags = kubeProxy.ok ? kubeProxy.value : undefined;
		if (set === undefined && flags === undefined) {
			throw new Unavailable(
				'dependency',
				`no chart of RKE2 and no kube-proxy tells the ranges of the cluster${helm.ok ? '' : `: ${helm.detail}`}`,
			);
		}
		return {
			pods: listed(set?.['global.clusterCIDR'] ?? flags?.get('cluster-cidr')),
			services: listed(set?.['global.serviceCIDR']),
			dns: hasDns ? listed(set?.['global.clusterDNS']) : [],
			domain: set?.['global.clusterDomain'] ?? 'cluster.local',
		};
	},
});
