import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {booleanIfAt, objectIfAt, present} from '../parsers/json-value.ts';
import {kubeObjectsIn} from '../parsers/kube-node.ts';

/** https://docs.tigera.io/calico/latest/reference/resources/clusterinfo */
export interface CalicoClusterInformation {
	/** Absent where there is no ClusterInformation, or it does not say. */
	readonly isDatastoreReady?: boolean;
}

export const calicoClusterInformation = defineProbe({
	id: 'calico.cluster-information',
	summary: 'the ClusterInformation of Calico: whether its datastore may be used',
	requests: () => [
		api('/apis/crd.projectcalico.org/v1/clusterinformations/default', 'metadata.name', 'spec.datastoreReady'),
	],
	parse: ([reply]): CalicoClusterInformation => {
		const text = textIfFound(reply);
		const [object = {}] = text === undefined ? [] : kubeObjectsIn(text);
		return present({isDatastoreReady: booleanIfAt(objectIfAt(object, 'spec') ?? {}, 'datastoreReady')});
	},
});
