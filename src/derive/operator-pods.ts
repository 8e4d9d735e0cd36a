import {isPodReady, type KubePod} from '../parsers/kube-pod.ts';

/** What of each pod is asked for. */
export const operatorPodFields = [
	'metadata.name',
	'metadata.namespace',
	'metadata.creationTimestamp',
	'metadata.deletionTimestamp',
	'spec.nodeName',
	'status.phase',
	'status.conditions',
] as const;

/** What is wrong with the pods of an operator; `excerpt` shows each of them. */
export type OperatorFault =
	| {readonly kind: 'absent'}
	| {
			readonly kind: 'unplaced' | 'notReady';
			readonly reason: string;
			readonly count: number;
			readonly excerpt: string;
	  };

const startsWithin = 5 * 60_000;

/** What keeps a pod from being placed or from being ready, in the words of the API. */
const reasonOf = ({node, phase = 'unknown', conditions}: KubePod): string => {
	const unplaced = conditions.find(({type, status}) => type === 'PodScheduled' && status === 'False');
	const unready = conditions.find(({type, status}) => type === 'Ready' && status !== 'True');
	const {reason = '', message = ''} = unplaced ?? unready ?? {};
	return [node === undefined ? phase : `${phase} on ${node}`, reason, message].filter(Boolean).join(', ');
};

/** Absent while one pod is ready, or the pods are younger than an operator needs to start; `now` in milliseconds. */
export const operatorFaultOf = (pods: readonly KubePod[], now: number): OperatorFault | undefined => {
	if (pods.some(isPodReady)) {
		return undefined;
	}
	const [first, ...more] = pods;
	if (first === undefined) {
		return {kind: 'absent'};
	}
	if ([first, ...more].some(({createdAt}) => now - (createdAt ?? 0) <= startsWithin)) {
		return undefined;
	}
	const placed = pods.find(({node}) => node !== undefined);
	return {
		kind: placed === undefined ? 'unplaced' : 'notReady',
		reason: reasonOf(placed ?? first),
		count: pods.length,
		excerpt: pods.map(pod => `${pod.name}: ${reasonOf(pod)}`).join('\n'),
	};
};
