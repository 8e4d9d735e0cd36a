import type {PodSandbox} from '../parsers/crictl.ts';

/** Whether a calico-node runs here that RKE2's chart did not bring: Calico's own manifest puts it into kube-system. */
export const isCalicoElsewhere = (pods: readonly PodSandbox[]): boolean =>
	pods.some(
		({namespace, labels, isReady}) =>
			isReady && namespace !== 'calico-system' && labels['k8s-app'] === 'calico-node',
	);
