import {defineProbe} from '../core/probe.ts';
import {calicoInterfaceOf} from '../parsers/calico-interface.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import {crictlPods} from './crictl.pods.ts';

export const calicoWorkloads = defineProbe({
	id: 'calico.workloads',
	summary: 'pods by the interface that Calico gives them on the host, those in the host network included',
	needs: {pods: crictlPods},
	requests: () => [],
	parse: (_, {pods}): ReadonlyMap<string, PodSandbox> =>
		new Map(
			// A pod that was restarted has older sandboxes too.
			pods
				.toSorted((one, other) => one.createdAt - other.createdAt)
				.map(pod => [calicoInterfaceOf(pod.namespace, pod.name), pod]),
		),
});
