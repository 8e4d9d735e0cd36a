import type {Subject} from '../core/check.ts';
import type {CiliumStatus} from '../parsers/cilium-status.ts';

/**
 * How the agent answered. `healthy` and `unhealthy`: on its health port only, which gives no reasons. `refused`: it
 * listens nowhere. `silent`: it accepts connections and says nothing.
 */
export type CiliumAgent =
	| {readonly state: 'answered'; readonly status: CiliumStatus}
	| {readonly state: 'healthy' | 'unhealthy' | 'refused' | 'silent'; readonly detail: string};

/** What an agent that is not up no longer does or never did. */
export const ciliumSymptoms = [
	'cilium/container',
	'cilium/agent',
	'cilium/pod-failures',
	'cni/pod-removal#agent',
	'cni/configuration-missing',
	'cilium.*',
] as const;

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
