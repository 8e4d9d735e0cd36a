import type {Container} from '../parsers/crictl.ts';
import {isSaidWithin, type KlogLine} from '../parsers/klog.ts';

/** A container of the cluster's network that the kubelet does not get to run. */
export interface UncreatedContainer {
	/** `image`: it cannot be had. `configuration`: something that the container asks for is not there. */
	readonly kind: 'image' | 'configuration';
	readonly namespace: string;
	readonly pod: string;
	readonly container: string;
	/** Where the line names one. */
	readonly image?: string;
	/** What the kubelet says, the last time. */
	readonly reason: string;
	readonly count: number;
}

/** Pods without which a node gets no network, or keeps an old one; the jobs that install them too. */
const networkPods: readonly (readonly [namespace: string, names: RegExp])[] = [
	[
		'kube-system',
		/^(?:rke2-canal|kube-flannel-ds|cilium|cilium-operator|cilium-envoy|rke2-multus|kube-proxy|rke2-coredns|helm-install-rke2-(?:canal|flannel|calico|calico-crd|cilium|multus|coredns))-/,
	],
	['calico-system', /^calico-(?:node|typha|kube-controllers)-/],
	['tigera-operator', /^tigera-operator-/],
];

/** Whether the cluster's network depends on a pod of that name. */
export const isNetworkPod = ({
	namespace,
	name,
}: {
	readonly namespace: string;
	readonly name: string;
}): boolean => networkPods.some(([itsNamespace, names]) => itsNamespace === namespace && names.test(name));

const form =
	/^"Error syncing pod, skipping".*?failed to "StartContainer" for "([^"]+)" with (ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError|CreateContainerError): "(.*)$/;
/** Fewer are a registry that hiccuped. */
const leastFailures = 3;
/** Seconds: the kubelet tries again every five minutes at the latest. */
const recent = 10 * 60;

const failureIn = (message: string): Omit<UncreatedContainer, 'count'> | undefined => {
	// What is quoted within a quote has its quotes escaped, as often as it was quoted.
	const text = message.replaceAll('\\', '');
	const [, namespace, pod] = /\spod="([^/"\s]+)\/([^"\s]+)"/.exec(text) ?? [];
	const [, container, how = '', rest = ''] = form.exec(text) ?? [];
	if (namespace === undefined || pod === undefined || container === undefined) {
		return undefined;
	}
	const reason = rest.replace(/"+\s+pod="[^"]*".*$/, '').trim();
	const image = /pull(?:ing| and unpack| )? ?image "([^"]+)"/.exec(reason)?.[1];
	return {
		kind: how.startsWith('CreateContainer') ? 'configuration' : 'image',
		...{namespace, pod, container, reason},
		...(image !== undefined && {image}),
	};
};

/** Containers of the network that still do not exist at the end of kubelet's log; one that runs meanwhile is well. */
export const uncreatedContainers = (
	log: readonly KlogLine[],
	containers: readonly Container[],
): readonly UncreatedContainer[] => {
	const found = new Map<string, UncreatedContainer & {readonly line: KlogLine}>();
	for (const line of log) {
		const failure = failureIn(line.message);
		if (failure !== undefined && isNetworkPod({...failure, name: failure.pod})) {
			const key = `${failure.pod}/${failure.container}`;
			found.set(key, {...failure, count: (found.get(key)?.count ?? 0) + 1, line});
		}
	}
	return [...found.values()]
		.filter(
			({namespace, pod, container, count, line}) =>
				count >= leastFailures &&
				isSaidWithin(line, recent) &&
				!containers.some(
					({name, podName, podNamespace, state}) =>
						name === container && podName === pod && podNamespace === namespace && state !== 'created',
				),
		)
		.map(({line: _, ...failure}) => failure);
};
