import type {FindingDetails, Subject} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import {flannelPodOf} from './flannel-pod.ts';
import {listNames} from './list-names.ts';
import {multusFailureOf, multusFaultsOfNode} from './multus-failure.ts';
import {podSubject} from './network-use.ts';
import {type PluginFault, pluginFaultOf} from './plugin-fault.ts';
import type {SandboxAttempt} from './sandbox-attempts.ts';
import {lastingFailures, primaryNetworks, type SandboxFailure} from './sandbox-failures.ts';
import {thisNode} from './this-node.ts';

/** Pods that the primary network plugin refuses for one reason. */
export interface PodNetworkFailure {
	readonly fault: PluginFault;
	readonly plugin: string;
	/** What the plugin said. */
	readonly error: string;
	/** What the error names: an address, a plugin, a file; else empty. */
	readonly detail: string;
	readonly pods: readonly [SandboxFailure, ...SandboxFailure[]];
}

/** Multus calls the primary plugin and hands on what it says. */
const delegated = new RegExp(`error adding container to network "(?:${primaryNetworks.join('|')})": (.*)$`);
const inner = /^.*plugin type="([^"]+)"(?: name="[^"]*")? failed \(add\): (.*)$/;

const saidBy = ({plugin, error}: SandboxFailure): readonly [plugin: string, error: string] | undefined => {
	if (plugin === '') {
		return undefined;
	}
	if (!plugin.startsWith('multus')) {
		return [plugin, error];
	}
	const [, handedOn] = delegated.exec(error) ?? [];
	if (handedOn === undefined) {
		return undefined;
	}
	const [, by, said] = inner.exec(handedOn) ?? [];
	// Of a file with one plugin, or by an older libcni, it hands on the bare error, if it is not one of its own.
	if (by === undefined || said === undefined) {
		return multusFaultsOfNode.includes(multusFailureOf(error).fault) ? undefined : [plugin, handedOn];
	}
	return [said.startsWith(`failed to find plugin "${by}"`) ? plugin : by, said];
};

/** What differs from pod to pod: identifiers, addresses of requests, names in quotes. */
const kindOf = (error: string): string =>
	error.replaceAll(/"[^"]*"|\b[0-9a-f]{8,}\b|\b[0-9a-f-]{36}\b/g, '…').slice(0, 120);

/** By reason, in the order of their first failure; pods that started in the end, and what Multus or containerd itself refuses, are left out. */
export const podNetworkFailures = (
	log: readonly SandboxAttempt[],
	sandboxes: readonly PodSandbox[],
): readonly PodNetworkFailure[] => {
	const groups = new Map<string, PodNetworkFailure>();
	for (const failure of lastingFailures(log, sandboxes)) {
		const [plugin, error] = saidBy(failure) ?? [];
		if (plugin === undefined || error === undefined) {
			continue;
		}
		const {fault, detail} = pluginFaultOf(error);
		const key = fault === 'failing' ? `${plugin} ${kindOf(error)}` : fault;
		const known = groups.get(key);
		groups.set(
			key,
			known === undefined
				? {fault, plugin, error: error.slice(0, 300), detail, pods: [failure]}
				: {...known, pods: [...known.pods, failure]},
		);
	}
	return [...groups.values()];
};

export interface PodNetworkReport<Fault extends string> {
	readonly fault: Fault & PluginFault;
	readonly data: {
		readonly plugin: string;
		readonly error: string;
		readonly detail: string;
		/** The same, where it is an address; ` at 10.43.0.1:443`, and where to ask the API, for messages about it. */
		readonly address: string;
		readonly at: string;
		readonly api: string;
		/** `shop/a, shop/b and 5 more`; of the first `namespace` and `pod`. */
		readonly pods: string;
		readonly namespace: string;
		readonly pod: string;
		/** Of the pod that installs the plugin, and of the job that installs its chart. */
		readonly daemonNamespace: string;
		readonly selector: string;
		readonly job: string;
		/** The network by whose name host-local keeps addresses. */
		readonly network: string;
		readonly node: string;
	};
	readonly subject: Subject;
	readonly details: FindingDetails<'log'>;
}

/** What is said of pods that the primary plugin refuses, for a reason that is among these messages. */
export const podNetworkReports = <Fault extends string>(
	messages: Readonly<Record<Fault, unknown>>,
	{log, sandboxes}: {readonly log: readonly SandboxAttempt[]; readonly sandboxes: readonly PodSandbox[]},
	environment: Environment,
): readonly PodNetworkReport<Fault>[] => {
	const isOwn = (fault: string): fault is Fault & PluginFault => fault in messages;
	const node = thisNode(environment);
	const {namespace: daemonNamespace, selector} = flannelPodOf(environment);
	const {value: cni = 'canal'} = environment.cni;
	const network = cni === 'flannel' ? 'cbr0' : 'k8s-pod-network';
	const ofNode = {daemonNamespace, selector, job: `helm-install-rke2-${cni}`, network, node: node.name};
	return podNetworkFailures(log, sandboxes).flatMap(({fault, plugin, error, detail, pods}) => {
		const [first] = pods;
		const {namespace, name, count} = first;
		// What is wrong with one pod need not be so with the next.
		const isOfPod = fault === 'failing' || fault === 'addressAssigned';
		const names = listNames(pods.map(pod => `${pod.namespace}/${pod.name}`));
		return isOwn(fault)
			? [
					{
						fault,
						data: {
							...{
								plugin,
								error,
								detail,
								address: detail,
								at: detail === '' ? '' : ` at ${detail}`,
								api: detail || '10.43.0.1',
								pods: names,
								namespace,
								pod: name,
							},
							...ofNode,
						},
						subject: isOfPod ? podSubject(first) : node,
						details: {
							evidence: [{from: 'log', excerpt: `${count} times for ${namespace}/${name}: ${first.error}`}],
							about: (isOfPod ? pods.slice(1) : pods).map(podSubject),
						},
					},
				]
			: [];
	});
};
