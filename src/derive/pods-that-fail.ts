import type {Subject} from '../core/check.ts';
import type {CniConfig} from '../parsers/cni-config.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {listNames} from './list-names.ts';
import {multusFileOf} from './multus-configuration.ts';
import {type MultusFailure, type MultusFault, multusFailureOf, multusFaultsOfNode} from './multus-failure.ts';
import {podSubject} from './network-use.ts';
import type {SandboxAttempt} from './sandbox-attempts.ts';
import {lastingFailures, primaryNetworks, type SandboxFailure} from './sandbox-failures.ts';
import {workloadName} from './workload-name.ts';

interface PodsThatFail extends MultusFailure {
	/** Those that fail for this reason, with what was said of each; never empty. */
	readonly failures: readonly [SandboxFailure, ...SandboxFailure[]];
}

interface FailureEvidence {
	readonly log: readonly SandboxAttempt[];
	readonly sandboxes: readonly PodSandbox[];
	readonly files: readonly {
		readonly name: string;
		readonly path: string;
		readonly config: Parsed<CniConfig>;
	}[];
}

/** Pods that Multus cannot attach, by reason. Pods that started in the end, and what the primary CNI refuses, are left out. */
const podsThatFail = ({log, sandboxes, files}: FailureEvidence): readonly PodsThatFail[] => {
	const delegates = multusFileOf(files)?.config.delegates ?? [];
	const primary = new Set([...primaryNetworks, ...delegates.map(({name}) => name ?? '')]);
	const groups = new Map<string, PodsThatFail>();
	for (const failure of lastingFailures(log, sandboxes)) {
		const {namespace, name, plugin, error} = failure;
		const reason = multusFailureOf(error);
		const {fault, detail, network} = reason;
		const isOfNode = multusFaultsOfNode.includes(fault);
		const isOfPrimary = network === undefined ? fault === 'other' : primary.has(network) && !isOfNode;
		if (!/^multus(-shim)?$/.test(plugin) || isOfPrimary) {
			continue;
		}
		const key = isOfNode ? fault : `${fault} ${detail} ${network} ${namespace}/${workloadName(name)}`;
		const group = groups.get(key);
		groups.set(key, {
			...(group ?? reason),
			failures: group === undefined ? [failure] : [...group.failures, failure],
		});
	}
	return [...groups.values()];
};

/** What is said about pods that fail for one reason, of those that a check has messages for. */
export interface PodFailure<Fault extends string> {
	readonly fault: Fault & MultusFault;
	readonly detail: string;
	/** Empty where the error names none. */
	readonly network: string;
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

/** What Multus was refused for a reason that is among these messages. */
export const podFailuresAmong = <Fault extends string>(
	messages: Readonly<Record<Fault, unknown>>,
	evidence: FailureEvidence,
): readonly PodFailure<Fault>[] => {
	const isOwn = (fault: string): fault is Fault & MultusFault => fault in messages;
	return podsThatFail(evidence).flatMap(({fault, detail, network = '', failures}) => {
		const [{namespace, name, error, count}] = failures;
		const subject = podSubject({namespace, name});
		return isOwn(fault)
			? [
					{
						...{fault, detail, network, namespace, subject},
						pods: listNames(failures.map(pod => `${pod.namespace}/${pod.name}`)),
						pod: name,
						about: failures.map(podSubject).filter(about => about.name !== subject.name),
						excerpt: `${count} times for ${namespace}/${name}: ${error}`,
					},
				]
			: [];
	});
};
