import type {Subject} from '../core/check.ts';

/** What findings about this node's agent are about. */
export const ciliumAgentSubject: Subject = {
	kind: 'Pod',
	namespace: 'kube-system',
	name: 'cilium/cilium-agent',
};

export const ciliumChartSubject: Subject = {
	kind: 'HelmChartConfig',
	namespace: 'kube-system',
	name: 'rke2-cilium',
};

/** Cilium calls nodes `<cluster>/<node>`; of another cluster of a mesh the whole name is kept. */
export const nodeNameIn = (name: string, self: string | undefined): string => {
	const cluster = /^(.*)\//.exec(self ?? '')?.[1];
	return cluster !== undefined && name.startsWith(`${cluster}/`) ? name.slice(cluster.length + 1) : name;
};
