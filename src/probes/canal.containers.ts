import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {endedContainers, newestSandbox, type PodRun, podRunOf} from '../derive/pod-run.ts';
import {type Container, type PodSandbox, parseCrictlInspect} from '../parsers/crictl.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';

export interface CanalPod {
	/** Absent where this node has no such pod. */
	readonly pod?: PodRun;
}

const main = ['calico-node', 'kube-flannel'];

const canalSandbox = (pods: readonly PodSandbox[]): PodSandbox | undefined =>
	newestSandbox(
		pods.filter(({namespace, labels}) => namespace === 'kube-system' && labels['k8s-app'] === 'canal'),
	);

const endedIn = (pods: readonly PodSandbox[], containers: readonly Container[]): readonly string[] => {
	const sandbox = canalSandbox(pods);
	return sandbox === undefined ? [] : endedContainers(sandbox, containers, main);
};

export const canalContainers = defineProbe({
	id: 'canal.containers',
	summary: 'the rke2-canal pod of this node with its containers, and how those ended that do not run',
	needs: {pods: crictlPods, containers: crictlContainers},
	requests: ({pods, containers}) => endedIn(pods, containers).map(id => command('crictl', 'inspect', id)),
	parse: (replies, {pods, containers}): CanalPod => {
		const sandbox = canalSandbox(pods);
		const statuses = replies.flatMap(reply => {
			// A container that was removed meanwhile is no reason to know nothing about the others.
			const text = reply.status === 'answered' ? textIfFound(reply) : undefined;
			return text === undefined ? [] : [parseCrictlInspect(text)];
		});
		return sandbox === undefined ? {} : {pod: podRunOf(sandbox, containers, statuses)};
	},
});
