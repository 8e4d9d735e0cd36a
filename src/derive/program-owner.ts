import type {Subject} from '../core/check.ts';
import {ciliumAgentSubject} from './cilium.ts';

const podIn = (namespace: string, name: string): Subject => ({kind: 'Pod', namespace, name});

/** Programs of which a node has one, and what else the kernel names; all else is of a pod like any other. */
const nodePrograms =
	/^(?:(?:calico(?:-ipam)?|flannel)$|cilium-cni|kubelet|containerd|rke2|etcd|kube-api|bridge|host-local|portmap|ip6?tables|xtables|modprobe|arp_cache|ndisc_cache|net\.|\d)/;

/** Where a program is that of one container, what is said of it explains that container, not its neighbours. */
const containersOf: readonly (readonly [RegExp, readonly Subject[]])[] = [
	[
		/^(?:calico-node|felix|bird)/,
		[podIn('kube-system', 'rke2-canal/calico-node'), podIn('calico-system', 'calico-node')],
	],
	[
		/^flanneld/,
		[podIn('kube-system', 'rke2-canal/kube-flannel'), podIn('kube-system', 'kube-flannel-ds/kube-flannel')],
	],
	[/^cilium-agent/, [ciliumAgentSubject]],
	[
		/^multus/,
		[podIn('kube-system', 'rke2-multus/kube-rke2-multus'), podIn('kube-system', 'rke2-multus/kube-multus')],
	],
	[/^kube-proxy/, [podIn('kube-system', 'kube-proxy')]],
];

/** What of this node a complaint of the kernel about a program explains; nothing where it is of a pod like any other. */
export const affectedByProgram = (program: string, node: Subject): readonly Subject[] =>
	containersOf.find(([names]) => names.test(program))?.[1] ?? (nodePrograms.test(program) ? [node] : []);
