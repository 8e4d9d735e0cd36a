import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import {parseSandboxResolver, type ResolverSettings} from '../parsers/resolver-settings.ts';
import {crictlPods} from './crictl.pods.ts';

/** What the kubelet told a pod about DNS when it started it; what changed since does not reach the pod. */
export interface PodResolver {
	readonly namespace: string;
	readonly name: string;
	/** Milliseconds since the epoch. */
	readonly createdAt: number;
	readonly settings: ResolverSettings;
}

export interface PodResolvers {
	/** CoreDNS forwards what it does not know to these; absent where none of its pods runs here. */
	readonly coredns?: PodResolver;
	/** Two of the others, outside kube-system where there are such: most of its pods use the network of the node. */
	readonly others: readonly PodResolver[];
}

const mostOthers = 2;

const isOfSystem = ({namespace}: PodSandbox): boolean => namespace === 'kube-system';
const isCoreDns = (pod: PodSandbox): boolean => isOfSystem(pod) && pod.labels['k8s-app'] === 'kube-dns';

const youngest = (pods: readonly PodSandbox[]): readonly PodSandbox[] =>
	pods.filter(({isReady}) => isReady).toSorted((one, other) => other.createdAt - one.createdAt);

const selected = (pods: readonly PodSandbox[]): readonly PodSandbox[] => {
	const [coredns] = youngest(pods.filter(isCoreDns));
	const others = youngest(pods.filter(pod => !isCoreDns(pod)))
		.toSorted((one, other) => Number(isOfSystem(one)) - Number(isOfSystem(other)))
		.slice(0, mostOthers);
	return coredns === undefined ? others : [coredns, ...others];
};

export const dnsPodResolvers = defineProbe({
	id: 'dns.pod-resolvers',
	summary: 'the name servers that the kubelet gave to CoreDNS and to two other pods of this node',
	needs: {pods: crictlPods},
	requests: ({pods}) => selected(pods).map(({id}) => command('crictl', 'inspectp', id)),
	parse: (replies, {pods}): PodResolvers => {
		const read = selected(pods).flatMap((pod, index) => {
			// A pod that has ended meanwhile is no reason to know nothing about the others.
			const reply = replies[index];
			const settings = reply?.status === 'answered' ? parseSandboxResolver(textOf(reply)) : undefined;
			const {namespace, name, createdAt} = pod;
			return settings === undefined ? [] : [{pod, resolver: {namespace, name, createdAt, settings}}];
		});
		if (read.length === 0 && replies.length > 0) {
			replies.forEach(textOf);
			throw new Unavailable('unparseable', 'crictl inspectp tells no dns_config of any pod');
		}
		const coredns = read.find(({pod}) => isCoreDns(pod))?.resolver;
		const others = read.filter(({pod}) => !isCoreDns(pod)).map(({resolver}) => resolver);
		return {...(coredns !== undefined && {coredns}), others};
	},
});
