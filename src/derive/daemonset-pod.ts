import type {FindingDetails, Message, Subject} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import {runsElsewhere} from './daemonset-elsewhere.ts';
import type {PodRun} from './pod-run.ts';
import {thisNode} from './this-node.ts';

/** A DaemonSet of the CNI, by what tells it and what fails without its pod. */
export interface CniDaemonset {
	readonly namespace: string;
	readonly name: string;
	/** `k8s-app=canal` */
	readonly label: string;
	/** What to look at when the DaemonSet has no pod here, or does not exist. */
	readonly lookAt: Message['guide']['steps'][number];
	readonly links: Message['guide']['links'];
	readonly explains: readonly string[];
	/** Of these, what is not amiss while RKE2 starts. */
	readonly explainsAtStart: readonly string[];
}

/** What a check says of the one pod that a DaemonSet of the CNI has on each node. */
export const daemonsetPodMessages = ({
	namespace,
	name,
	label,
	lookAt,
	links,
	explains,
	explainsAtStart,
}: CniDaemonset): Readonly<Record<'absent' | 'sandboxDown' | 'starting', Message>> => ({
	absent: {
		severity: 'critical',
		text: `This node has no ${name} pod: nothing keeps its pod network up to date`,
		guide: {
			steps: [
				{text: `kubectl -n ${namespace} get daemonset ${name}`},
				{text: `kubectl -n ${namespace} get pods -l ${label} -o wide`},
				lookAt,
			],
			links,
		},
		explains,
	},
	sandboxDown: {
		severity: 'critical',
		text: `The sandbox of the ${name} pod is not ready: none of its containers runs`,
		guide: {
			steps: [
				{text: `crictl pods --namespace ${namespace} --label ${label}`},
				{
					text: 'It is the kubelet that starts it again: tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log',
				},
			],
			links: ['kubernetes/crictl', 'rke2/logging'],
		},
		explains,
	},
	starting: {
		severity: 'info',
		text: `RKE2 is still starting, and the ${name} pod does not run yet`,
		guide: {steps: [{text: 'Look again when RKE2 has started'}], links: ['rke2/logging']},
		explains: explainsAtStart,
	},
});

export interface DaemonsetPodFault<Source extends string> {
	readonly kind: 'absent' | 'sandboxDown' | 'starting';
	readonly subject: Subject;
	readonly details: FindingDetails<Source>;
}

/** What is seen of it: its pod, all sandboxes of the node, the time in milliseconds. */
interface DaemonsetSight {
	readonly pod: PodRun | undefined;
	readonly pods: readonly PodSandbox[];
	readonly now: number;
	readonly environment: Environment;
}

/** An upgrade of a DaemonSet ends the old pod before it starts the new one. */
const replacedWithin = 2 * 60_000;

/** Undefined for a pod that is there and ready, or comes from a manifest of its own; `from` is the evidence that shows the pod. */
export const daemonsetPodFault = <const Source extends string>(
	from: Source,
	daemonset: CniDaemonset,
	{pod, pods, now, environment}: DaemonsetSight,
): DaemonsetPodFault<Source> | undefined => {
	const {namespace, name, label} = daemonset;
	if (pod?.isReady || runsElsewhere(daemonset, pods)) {
		return undefined;
	}
	const excerpt =
		pod === undefined ? `no pod with the label ${label} in ${namespace}` : `${pod.name} SANDBOX_NOTREADY`;
	const fault: Omit<DaemonsetPodFault<Source>, 'kind'> = {
		subject: {kind: 'DaemonSet', namespace, name},
		details: {evidence: [{from, of: 'crictl pods -o json', excerpt}], affects: [thisNode(environment)]},
	};
	if (environment.service.value === 'starting') {
		return {...fault, kind: 'starting'};
	}
	if (pod === undefined) {
		return {...fault, kind: 'absent'};
	}
	const ends = pod.containers.map(({end}) => end?.finishedAt ?? 0);
	const isReplaced = now - Math.max(pod.createdAt, ...ends) <= replacedWithin;
	return isReplaced ? undefined : {...fault, kind: 'sandboxDown'};
};
