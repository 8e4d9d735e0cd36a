import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {booleanIfAt, objectIfAt} from '../parsers/json-value.ts';
import {kubeObjectsIn} from '../parsers/kube-node.ts';

/** https://docs.tigera.io/calico/latest/reference/resources/ipamconfig */
export interface IpamConfiguration {
	/** Whether nodes take addresses of their own blocks only; off, unless told otherwise. */
	readonly isAffinityStrict: boolean;
}

export const calicoIpamConfiguration = defineProbe({
	id: 'calico.ipam-configuration',
	summary: "the IPAMConfig of Calico: whether nodes borrow addresses of one another's blocks",
	requests: () => [
		api('/apis/crd.projectcalico.org/v1/ipamconfigs/default', 'metadata.name', 'spec.strictAffinity'),
	],
	parse: ([reply]): IpamConfiguration => {
		const text = textIfFound(reply);
		const [object = {}] = text === undefined ? [] : kubeObjectsIn(text);
		const spec = objectIfAt(object, 'spec') ?? {};
		return {isAffinityStrict: booleanIfAt(spec, 'strictAffinity') ?? false};
	},
});
