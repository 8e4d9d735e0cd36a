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
