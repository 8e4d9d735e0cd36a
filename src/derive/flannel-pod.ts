import type {Environment} from '../core/environment.ts';

interface OverlayPod {
	readonly namespace: string;
	readonly selector: string;
	readonly daemonset: string;
	readonly node: string;
}

/**
 * What names the pod that programs the overlay of this node (flanneld, or Felix with Calico) and its DaemonSet, for the
 * placeholders of steps that restart them.
 */
export const flannelPodOf = ({cni, nodeName}: Environment): OverlayPod => {
	const node = nodeName.value ?? '$(hostname)';
	switch (cni.value) {
		case 'calico':
			return {namespace: 'calico-system', selector: 'k8s-app=calico-node', daemonset: 'calico-node', node};
		case 'flannel':
			return {namespace: 'kube-system', selector: 'app=flannel', daemonset: 'kube-flannel-ds', node};
		default:
			return {namespace: 'kube-system', selector: 'k8s-app=canal', daemonset: 'rke2-canal', node};
	}
};

/** The chart that runs flanneld, and the ConfigMap that it makes. */
export const flannelChartOf = ({cni}: Environment): {readonly chart: string; readonly configMap: string} =>
	cni.value === 'flannel'
		? {chart: 'rke2-flannel', configMap: 'kube-flannel-cfg'}
		: {chart: 'rke2-canal', configMap: 'rke2-canal-config'};

/** How to tell flannel its interface, for a step: rke2-flannel has no key of its own for that. */
export const interfaceChoice = ({cni}: Environment, name?: string): string => {
	if (cni.value === 'flannel') {
		return `flannel.args: ["--ip-masq", "--kube-subnet-mgr", "--iface=${name ?? 'NAME'}"], or --iface-regex where names differ between nodes, in the HelmChartConfig rke2-flannel`;
	}
	const keys =
		name === undefined
			? 'flannel.iface or flannel.regexIface'
			: `flannel.iface: ${name}, or flannel.regexIface where names differ between nodes,`;
	return `${keys} in the HelmChartConfig rke2-canal`;
};

/** How to give pods a smaller MTU, for a step about a network that carries less. */
export const mtuSetting = (environment: Environment): string => {
	if (environment.cni.value === 'calico') {
		return 'set installation.calicoNetwork.mtu to 50 less than what it carries in the HelmChartConfig rke2-calico';
	}
	const {chart} = flannelChartOf(environment);
	const ofPods = chart === 'rke2-canal' ? ', and calico.vethuMTU to 50 less' : '';
	return `set flannel.mtu to what it carries${ofPods} in the HelmChartConfig ${chart}`;
};
