import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';

/** `/livez` came with Kubernetes 1.28; the older `/healthz` also turns bad on a node that is about to be deleted. */
export const kubeProxyHealth = defineProbe({
	id: 'kube-proxy.health',
	summary: 'what the health endpoint of kube-proxy says',
	requests: () => [http('http://127.0.0.1:10256/livez'), http('http://127.0.0.1:10256/healthz')],
	parse: ([livez, healthz]) => healthAnswerOf(livez?.code === 404 ? healthz : livez),
});
