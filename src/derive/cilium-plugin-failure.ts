import type {PodNetworkFailure} from './pod-network-failure.ts';

/** Why Cilium's plugin could not attach pods. `busy`: its agent answers, and puts off what it is asked. */
export type CiliumPluginFault = 'agentDown' | 'noAddress' | 'busy' | 'failing';

export type CiliumPluginFailure = Pick<PodNetworkFailure, 'error' | 'pods'> & {
	readonly fault: CiliumPluginFault;
};

/** https://github.com/cilium/cilium/blob/main/plugins/cilium-cni/cmd/cmd.go and api/v1/client */
const signatures: readonly (readonly [CiliumPluginFault, RegExp])[] = [
	['noAddress', /postIpamFailure|No more IPs available|range is full|no available (?:pool|IP)/i],
	['busy', /TooManyRequests|rate limit/i],
	[
		'agentDown',
		/dial unix \S*cilium\.sock|unable to (?:connect to|create) Cilium (?:agent|daemon|client)|failed to create cilium agent client|Is the agent running/i,
	],
	['busy', /Client\.Timeout exceeded|API client timeout exceeded|context deadline exceeded/],
];

/** Failures of Cilium's own plugin, one for each reason, and of other errors one for each. */
export const ciliumPluginFailures = (
	failures: readonly PodNetworkFailure[],
): readonly CiliumPluginFailure[] => {
	const groups = new Map<string, CiliumPluginFailure>();
	for (const {plugin, error: said, pods} of failures) {
		if (plugin !== 'cilium-cni') {
			continue;
		}
		// `[PUT /endpoint/{id}][429]`: the path of the agent's API tells nobody anything.
		const error = said.replace(/\[(?:GET|PUT|POST|PATCH|DELETE) [^\]]*\]/, '');
		const fault = signatures.find(([, pattern]) => pattern.test(error))?.[0] ?? 'failing';
		const key = fault === 'failing' ? error : fault;
		const known = groups.get(key);
		groups.set(key, {fault, error, pods: known === undefined ? pods : [...known.pods, ...pods]});
	}
	return [...groups.values()];
};
