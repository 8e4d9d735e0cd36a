import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {operatorPodFields} from '../derive/operator-pods.ts';
import {parseKubePods} from '../parsers/kube-pod.ts';

export const calicoOperator = defineProbe({
	id: 'calico.operator',
	summary: 'the pods of the Tigera operator in the cluster, with their node and conditions',
	requests: () => [
		api(
			'/api/v1/namespaces/tigera-operator/pods?labelSelector=k8s-app%3Dtigera-operator',
			...operatorPodFields,
		),
	],
	parse: ([reply]) => parseKubePods(textOf(reply)),
});
