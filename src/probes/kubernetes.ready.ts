import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';

export const kubernetesReady = defineProbe({
	id: 'kubernetes.ready',
	summary: "whether the Kubernetes API answers this node's own identities",
	requests: () => [api('/readyz')],
	parse: ([reply]) => textOf(reply).trim(),
});
