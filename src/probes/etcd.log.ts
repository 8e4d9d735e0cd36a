import {defineProbe} from '../core/probe.ts';
import {type LoggedPod, logEndsOf, logRequests} from '../derive/container-logs.ts';
import type {EtcdLog} from '../derive/etcd-log.ts';
import type {PodRun} from '../derive/pod-run.ts';
import {etcdContainers} from './etcd.containers.ts';
import {kubernetesEndpoint} from './kubernetes.endpoint.ts';
import {rke2Service, type Service} from './rke2.service.ts';

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

export const etcdLog = defineProbe({
	id: 'etcd.log',
	summary: 'the last lines of etcd on this server; not asked where RKE2 runs and the API answers',
	needs: {etcd: etcdContainers, services: rke2Service},
	wants: {endpoint: kubernetesEndpoint},
	requests: (needs, {endpoint}) => logRequests(askedPod(needs, endpoint)),
	parse: (replies, needs, {endpoint}): readonly EtcdLog[] => logEndsOf(askedPod(needs, endpoint), replies),
});
