import type {CiliumEndpoint} from '../parsers/cilium-endpoints.ts';
import type {CiliumStatus} from '../parsers/cilium-status.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import type {RunningPod} from '../parsers/running-pod.ts';
import {contains, parseCidr} from './cidr.ts';

/** A pod with an address of Cilium's, of which the agent has no endpoint. */
export interface UnmanagedPod extends RunningPod {
	readonly sandbox: PodSandbox;
}

export interface ManagedPods {
	readonly running: readonly RunningPod[];
	readonly sandboxes: readonly PodSandbox[];
	readonly endpoints: readonly CiliumEndpoint[];
	readonly ipam: CiliumStatus['ipam'];
}

/** None where the agent tells of no pod at all: then the agent, or what is read of it, is to blame. */
export const unmanagedPods = ({
	running,
	sandboxes,
	endpoints,
	ipam,
}: ManagedPods): readonly UnmanagedPod[] => {
	const known = new Set(endpoints.flatMap(({pod}) => pod ?? []));
	if (known.size === 0) {
		return [];
	}
	const ranges = (ipam?.pools ?? []).flatMap(({range}) => parseCidr(range ?? '') ?? []);
	const isOfCilium = (address: string): boolean => {
		const own = parseCidr(address);
		return own !== undefined && ranges.some(range => contains(range, own));
	};
	return running
		.filter(({namespace, name, address}) => !known.has(`${namespace}/${name}`) && isOfCilium(address))
		.flatMap(pod => {
			const sandbox = sandboxes.find(
				({namespace, name, isReady}) => isReady && namespace === pod.namespace && name === pod.name,
			);
			return sandbox === undefined ? [] : [{...pod, sandbox}];
		});
};
