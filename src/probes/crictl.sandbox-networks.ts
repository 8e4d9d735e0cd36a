import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import {parseSandboxNetwork, type SandboxNetwork} from '../parsers/sandbox-network.ts';
import {crictlPods} from './crictl.pods.ts';

export interface SandboxInNetwork {
	readonly sandbox: PodSandbox;
	readonly network: SandboxNetwork;
}

/** Each costs three child processes. */
const mostPods = 4;

const isCoreDns = ({namespace, labels}: PodSandbox): boolean =>
	namespace === 'kube-system' && labels['k8s-app'] === 'kube-dns';

/** CoreDNS first, then pods outside kube-system, where most use the network of the node; the youngest of each. */
const rankOf = (pod: PodSandbox): number => (isCoreDns(pod) ? 0 : pod.namespace === 'kube-system' ? 2 : 1);

const selected = (pods: readonly PodSandbox[]): readonly PodSandbox[] =>
	pods
		.filter(({isReady}) => isReady)
		.toSorted((one, other) => rankOf(one) - rankOf(other) || other.createdAt - one.createdAt)
		.slice(0, mostPods);

export const crictlSandboxNetworks = defineProbe({
	id: 'crictl.sandbox-networks',
	summary:
		'which addresses containerd gave to four pods of this node, and the processes that keep their networks',
	needs: {pods: crictlPods},
	requests: ({pods}) => selected(pods).map(({id}) => command('crictl', 'inspectp', id)),
	parse: (replies, {pods}): readonly SandboxInNetwork[] => {
		// A pod that has ended meanwhile is no reason to know nothing about the others.
		const answered = selected(pods).flatMap((sandbox, index) => {
			const reply = replies[index];
			return reply?.status === 'answered' ? [{sandbox, text: textOf(reply)}] : [];
		});
		if (answered.length === 0 && replies.length > 0) {
			replies.forEach(textOf);
			throw new Unavailable('unparseable', 'crictl inspectp tells nothing of any pod');
		}
		return answered.flatMap(({sandbox, text}) => {
			const network = parseSandboxNetwork(text);
			return network === undefined ? [] : [{sandbox, network}];
		});
	},
});
