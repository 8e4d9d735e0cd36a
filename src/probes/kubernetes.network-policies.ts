import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {objectOf, textAt} from '../parsers/json-value.ts';
import {kubeObjectsIn} from '../parsers/kube-node.ts';

export interface NetworkPolicyName {
	readonly namespace: string;
	readonly name: string;
}

export const kubernetesNetworkPolicies = defineProbe({
	id: 'kubernetes.network-policies',
	summary: 'names of all NetworkPolicies',
	requests: () => [api('/apis/networking.k8s.io/v1/networkpolicies', 'metadata.name', 'metadata.namespace')],
	parse: ([reply]): readonly NetworkPolicyName[] =>
		kubeObjectsIn(textOf(reply)).map(object => {
			const metadata = objectOf(object.metadata, '"metadata"');
			return {namespace: textAt(metadata, 'namespace'), name: textAt(metadata, 'name')};
		}),
});
