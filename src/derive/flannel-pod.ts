import type {Environment} from '../core/environment.ts';

/** What names the pod that runs flanneld on this node and its DaemonSet, for the placeholders of steps that restart them. */
export const flannelPodOf = ({
	cni,
	nodeName,
}: Environment): {readonly selector: string; readonly daemonset: string; readonly node: string} => ({
	selector: cni.value === 'flannel' ? 'app=flannel' : 'k8s-app=canal',
	daemonset: cni.value === 'flannel' ? 'kube-flannel-ds' : 'rke2-canal',
	node: nodeName.value ?? '$(hostname)',
});
