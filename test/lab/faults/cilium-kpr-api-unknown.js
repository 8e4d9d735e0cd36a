import {all, crashingContainer, editedObjects} from '../injections.js';

export default {
	id: 'cilium-kpr-api-unknown',
	about: 'nobody told the Cilium that replaces kube-proxy where the API is, and its agent was restarted',
	cni: ['cilium-kpr'],
	node: 'server',
	records: ['cilium-kpr-server-sick'],
	expect: {cause: 'cilium/api-address#missing', subject: 'rke2-cilium'},
	...all(
		editedObjects('helmchartconfigs', ({spec, ...config}) => ({
			...config,
			spec: {...spec, valuesContent: spec.valuesContent.replaceAll(/^k8sService.*\n/gm, '')},
		})),
		crashingContainer('cilium-agent'),
	),
};
