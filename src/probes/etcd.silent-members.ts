import {defineProbe} from '../core/probe.ts';
import {containerLogsOf, type LoggedPod, logRequests} from '../derive/container-logs.ts';
import {type SilentMember, silentMembersIn} from '../derive/etcd-log.ts';
import type {PodRun} from '../derive/pod-run.ts';
import {etcdContainers} from './etcd.containers.ts';
import {kubernetesEndpoint} from './kubernetes.endpoint.ts';
import {rke2Service, type Service} from './rke2.service.ts';
import {systemClock} from './system.clock.ts';

interface Needs {
	readonly etcd: {readonly pod?: PodRun};
	readonly services: readonly Service[];
}

/** A server that runs, and whose API answers, has the members that it needs. */
const askedPod = (
	{etcd: {pod}, services}: Needs,
	endpoint: {readonly ok: boolean; readonly value?: {readonly state: string}},
): LoggedPod | undefined => {
	const isUp = services.some(({activeState}) => activeState === 'active');
	return isUp && endpoint.ok && endpoint.value?.state === 'ready' ? undefined : pod;
};

export const etcdSilentMembers = defineProbe({
	id: 'etcd.silent-members',
	summary:
		'which other members etcd on this server has not reached of late; not asked where RKE2 runs and the API answers',
	needs: {etcd: etcdContainers, services: rke2Service, now: systemClock},
	wants: {endpoint: kubernetesEndpoint},
	requests: (needs, {endpoint}) => logRequests(askedPod(needs, endpoint)),
	parse: (replies, needs, {endpoint}): readonly SilentMember[] =>
		silentMembersIn(containerLogsOf(askedPod(needs, endpoint), replies), needs.now),
});
