import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';

/** `/livez`, because `/healthz` also turns bad on a node that is about to be deleted. */
export const kubeProxyHealth = defineProbe({
	id: 'kube-proxy.health',
	summary: 'what the health endpoint of kube-proxy says about its own state',
	requests: () => [http('http://127.0.0.1:10256/livez')],
	parse: ([reply]) => healthAnswerOf(reply),
});
