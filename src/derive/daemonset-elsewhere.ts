import type {PodSandbox} from '../parsers/crictl.ts';
import type {CniDaemonset} from './daemonset-pod.ts';

/** Whether a pod of the same DaemonSet runs here in another namespace: its project's own manifest, not RKE2's chart, brought it. */
export const runsElsewhere = (
	{namespace, label}: Pick<CniDaemonset, 'namespace' | 'label'>,
	pods: readonly PodSandbox[],
): boolean => {
	const [key = '', value] = label.split('=');
	return pods.some(pod => pod.isReady && pod.namespace !== namespace && pod.labels[key] === value);
};
