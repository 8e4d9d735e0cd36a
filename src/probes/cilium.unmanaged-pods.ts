import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, http} from '../core/request.ts';
import {type UnmanagedPod, unmanagedPods} from '../derive/unmanaged-pods.ts';
import {parseCrictlPods} from '../parsers/crictl.ts';
import {ciliumEndpoints, ciliumEndpointsIn} from './cilium.endpoints.ts';
import {ciliumSocketPath} from './cilium.socket.ts';
import {ciliumStatus} from './cilium.status.ts';
import {crictlPods} from './crictl.pods.ts';
import {kubernetesRunningPods} from './kubernetes.running-pods.ts';

/** A pod that ends between two reads stands in one list and not in the other: at the end of the run in neither. */
export const ciliumUnmanagedPods = defineProbe({
	id: 'cilium.unmanaged-pods',
	summary:
		"running pods with an address of Cilium's that its agent does not know, at the beginning and at the end of this run; read again only where there is such a pod",
	needs: {
		running: kubernetesRunningPods,
		sandboxes: crictlPods,
		endpoints: ciliumEndpoints,
		status: ciliumStatus,
	},
	requests: ({status: {ipam}, ...lists}) =>
		unmanagedPods({...lists, ipam}).length === 0
			? []
			: [
					{...http('http://localhost/v1/endpoint', ciliumSocketPath), sample: 'last' as const},
					{...command('crictl', 'pods', '-o', 'json'), sample: 'last' as const},
				],
	parse: ([endpoints, pods], {status: {ipam}, ...lists}): readonly UnmanagedPod[] => {
		const first = unmanagedPods({...lists, ipam});
		if (first.length === 0) {
			return [];
		}
		const again = unmanagedPods({
			running: first,
			sandboxes: parseCrictlPods(textOf(pods)),
			endpoints: ciliumEndpointsIn(endpoints),
			ipam,
		});
		return again.filter(({sandbox: {id}}) => first.some(({sandbox}) => sandbox.id === id));
	},
});
