import {type PluginFault, pluginFaultOf} from './plugin-fault.ts';

/** Why the network of a pod is not taken down; `failing` has no signature of its own. */
export type RemovalFault =
	| 'apiRefuses'
	| 'apiUnreachable'
	| 'pluginMissing'
	| 'agent'
	| 'storage'
	| 'failing';

/**
 * What a plugin hands its work to on this node: Cilium's agent, whose answers come as `[DELETE /endpoint/{id}][500]`,
 * the daemon of Multus, or what it waits for.
 * https://github.com/cilium/cilium/blob/main/plugins/cilium-cni and https://github.com/k8snetworkplumbingwg/multus-cni
 */
const agent =
	/dial unix |Is the agent running|unable to (?:connect to|create) Cilium|failed to create cilium agent client|\[DELETE \/(?:endpoint|ipam)|Daemon not reachable|CmdDel \(shim\): (?:timed out|context deadline)|readinessindicatorfile/i;
const storage = /no space left on device|disk quota exceeded|read-only file system|input\/output error/;

const byPluginFault: Partial<Record<PluginFault, RemovalFault>> = {
	unauthorized: 'apiRefuses',
	forbidden: 'apiRefuses',
	distrusts: 'apiRefuses',
	kubeconfigMissing: 'apiRefuses',
	apiUnreachable: 'apiUnreachable',
	apiBroken: 'apiUnreachable',
	proxied: 'apiUnreachable',
	pluginMissing: 'pluginMissing',
	pluginBroken: 'pluginMissing',
	nodenameMissing: 'agent',
	subnetEnvMissing: 'agent',
};

/** What an error of a plugin, or of containerd, means that was to take down the network of a pod. */
export const removalFaultOf = (error: string): RemovalFault => {
	if (agent.test(error)) {
		return 'agent';
	}
	return storage.test(error) ? 'storage' : (byPluginFault[pluginFaultOf(error).fault] ?? 'failing');
};
