import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type NetworkPolicy, parseNetworkPolicies} from '../parsers/network-policy.ts';

export const kubernetesSystemPolicies = defineProbe({
	id: 'kubernetes.system-policies',
	summary: 'NetworkPolicies of kube-system: which pods they close, and which ports they open',
	requests: () => [
		api(
			'/apis/networking.k8s.io/v1/namespaces/kube-system/networkpolicies',
			'metadata.name',
			'spec.podSelector',
			'spec.policyTypes',
			'spec.ingress',
			'spec.egress',
		),
	],
	parse: ([reply]): readonly NetworkPolicy[] => parseNetworkPolicies(textOf(reply)),
});
