import type {Environment} from '../core/environment.ts';

/** What names the pod that runs flanneld on this node, for the placeholders of steps that restart it. */
export const flannelPodOf = ({
	cni,
	nodeName,
}: Environment): {readonly selector: string; readonly node: string} => ({
	selector: cni.value === 'flannel' ? 'app=flannel' : 'k8s-app=canal',
	node: nodeName.value ?? '$(hostname)',
});
