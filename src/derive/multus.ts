import type {PodRun} from './pod-run.ts';

/** With this the pod writes its configuration and its kubeconfig, and its init container the plugins, again. */
export const restartMultusPod = {
	text: 'kubectl -n kube-system delete pod -l app=rke2-multus --field-selector spec.nodeName={node}: the new pod writes configuration, kubeconfig and plugins again',
	changes: 'cluster',
} as const;

const names = ['kube-rke2-multus', 'kube-multus'];

/** A Multus pod has one of the two, as it is thin or thick; thin where it has none yet. */
export const multusMainContainers = (pod: PodRun | undefined): readonly string[] => {
	const present = names.filter(name => pod?.containers.some(run => run.name === name));
	return present.length > 0 ? present : names.slice(0, 1);
};
