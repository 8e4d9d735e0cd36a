import type {Environment} from '../core/environment.ts';

interface OverlayPod {
	readonly namespace: string;
	readonly selector: string;
	readonly daemonset: string;
	readonly node: string;
}

/**
 * What names the pod that programs the overlay of this node (flanneld, Felix with Calico, Cilium's agent) and its DaemonSet, for the
 * placeholders of steps that restart them.
 */
export const flannelPodOf = ({cni, nodeName}: Environment): OverlayPod => {
	const node = nodeName.value ?? '$(hostname)';
	switch (cni.value) {
		case 'calico':
			return {namespace: 'calico-system', selector: 'k8s-app=calico-node', daemonset: 'calico-node', node};
		case 'flannel':
			return {namespace: 'kube-system', selector: 'app=flannel', daemonset: 'kube-flannel-ds', node};
		case 'cilium':
			return {namespace: 'kube-system', selector: 'k8s-app=cilium', daemonset: 'cilium', node};
		default:
			return {namespace: 'kube-system', selector: 'k8s-app=canal', daemonset: 'rke2-canal', node};
	}
};

/** The command by which the pod that installs the plugin `name` on this node is made anew, for a step. */
export const pluginInstallerOf = (environment: Environment, name: string): string => {
	if (environment.cni.value === undefined || environment.cni.value === 'other') {
		return 'delete the pod of the CNI on this node';
	}
	const {namespace, selector, node} = flannelPodOf(environment);
	return name.startsWith('multus')
		? `kubectl -n kube-system delete pod -l app=rke2-multus --field-selector spec.nodeName=${node}`
		: `kubectl -n ${namespace} delete pod -l ${selector} --field-selector spec.nodeName=${node}`;
};

/** The same for several plugins: each command once. */
export const pluginInstallersOf = (environment: Environment, names: readonly string[]): string =>
	[...new Set(names.map(name => pluginInstallerOf(environment, name)))].join('; ');

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
