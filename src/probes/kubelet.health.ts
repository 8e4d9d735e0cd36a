import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';

export const kubeletHealth = defineProbe({
	id: 'kubelet.health',
	summary: 'what the health endpoint of the kubelet says',
	requests: () => [http('http://127.0.0.1:10248/healthz')],
	parse: ([reply]) => healthAnswerOf(reply),
});
