import type {Subject} from '../core/check.ts';
import type {CniConfig} from '../parsers/cni-config.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import type {KlogLine} from '../parsers/klog.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {listNames} from './list-names.ts';
import {multusFileOf} from './multus-configuration.ts';
import {type MultusFailure, type MultusFault, multusFailureOf} from './multus-failure.ts';
import {podSubject} from './network-use.ts';
import {type SandboxFailure, sandboxFailures} from './sandbox-failures.ts';
import {workloadName} from './workload-name.ts';

/** Errors about the node or the API: every pod has them, whatever it asks for. */
const ofNode: readonly MultusFault[] = [
	'unauthorized',
	'untrusted',
	'forbidden',
	'apiUnreachable',
	'daemonDown',
	'waiting',
	'killed',
];
/** Names of the primary networks of RKE2, beside those in the configuration of Multus. */
const primaries = ['k8s-pod-network', 'cbr0', 'portmap', 'cilium'];

export interface PodsThatFail extends MultusFailure {
	/** Whether every pod of this node is affected. */
	readonly isOfNode: boolean;
	/** Those that fail for this reason, with what was said of each; never empty. */
	readonly failures: readonly [SandboxFailure, ...SandboxFailure[]];
}

/** Pods that Multus cannot attach, by reason. Pods that started in the end, and what the primary CNI refuses, are left out. */
export const podsThatFail = (
	log: readonly KlogLine[],
	sandboxes: readonly PodSandbox[],
	files: readonly {readonly name: string; readonly path: string; readonly config: Parsed<CniConfig>}[],
): readonly PodsThatFail[] => {
	const started = new Set(
		sandboxes.filter(({isReady}) => isReady).map(({namespace, name}) => `${namespace}/${name}`),
	);
	const delegates = multusFileOf(files)?.config.delegates ?? [];
	const primary = new Set([...primaries, ...delegates.map(({name}) => name ?? '')]);
	const groups = new Map<string, PodsThatFail>();
	for (const failure of sandboxFailures(log)) {
		const {namespace, name, plugin, error} = failure;
		const reason = multusFailureOf(error);
		const {fault, detail, network} = reason;
		const isOfNode = ofNode.includes(fault);
		const isOfPrimary = network === undefined ? fault === 'other' : primary.has(network) && !isOfNode;
		if (!/^multus(-shim)?$/.test(plugin) || started.has(`${namespace}/${name}`) || isOfPrimary) {
			continue;
		}
		const key = isOfNode ? fault : `${fault} ${detail} ${network} ${namespace}/${workloadName(name)}`;
		const group = groups.get(key);
		groups.set(key, {
			...(group ?? {...reason, isOfNode}),
			failures: group === undefined ? [failure] : [...group.failures, failure],
		});
	}
	return [...groups.values()];
};

/** What is said about pods that fail for one reason. */
export interface PodFailure {
	/** `shop/a, shop/b and 5 more`. */
	readonly pods: string;
	/** The first of them. */
	readonly namespace: string;
	readonly pod: string;
	readonly subject: Subject;
	/** All other workloads. */
	readonly about: readonly Subject[];
	/** What was said of the first, and how often. */
	readonly excerpt: string;
}

export const podFailureOf = ({failures}: PodsThatFail): PodFailure => {
	const [{namespace, name, error, count}] = failures;
	const subject = podSubject({namespace, name});
	return {
		pods: listNames(failures.map(pod => `${pod.namespace}/${pod.name}`)),
		namespace,
		pod: name,
		subject,
		about: failures.map(podSubject).filter(about => about.name !== subject.name),
		excerpt: `${count} times for ${namespace}/${name}: ${error}`,
	};
};
