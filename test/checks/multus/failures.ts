import {canalFile, thinFile} from './builders.ts';
import {attemptsIn, failureLog} from './kubelet-log.ts';

/** A node whose kubelet says this of a pod that it tries to start. */
export const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: attemptsIn(failureLog(error, more)),
	sandboxes: [],
	files: [thinFile, canalFile],
});
export const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
export const node = {kind: 'Node', name: 'node-2'} as const;
export const added = '[default/web-7d4b9c6f5d-x7k2p/0a1b2c:lan]: error adding container to network "lan": ';
export const pod = 'Multus: [default/web-7d4b9c6f5d-x7k2p/0a1b2c]: ';
export const delegates = `${pod}error loading k8s delegates k8s args: TryLoadPodDelegates: error in getting k8s network for pod: GetNetworkDelegates: `;
export const busy = 'failed to create macvlan: device or resource busy';
