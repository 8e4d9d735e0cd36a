import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {operatorPodFields} from '../derive/operator-pods.ts';
import {parseKubePods} from '../parsers/kube-pod.ts';

/** Any identity of a node may list pods, deployments only an administrator. */
export const ciliumOperator = defineProbe({
	id: 'cilium.operator',
	summary: 'the pods of the Cilium operator in the cluster, with their node and conditions',
	requests: () => [
		api('/api/v1/namespaces/kube-system/pods?labelSelector=io.cilium%2Fapp%3Doperator', ...operatorPodFields),
	],
	parse: ([reply]) => parseKubePods(textOf(reply)),
});
