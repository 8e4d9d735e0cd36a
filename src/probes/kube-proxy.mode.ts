import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';

const modes = ['iptables', 'ipvs', 'nftables'] as const;
type Mode = (typeof modes)[number];
export const isProxyMode = (name: string | undefined): name is Mode => modes.some(mode => mode === name);

/** kube-proxy tells it on its metrics port: https://github.com/kubernetes/kubernetes/blob/master/cmd/kube-proxy/app/server.go */
export const kubeProxyMode = defineProbe({
	id: 'kube-proxy.mode',
	summary: 'the mode in which kube-proxy works, by its own word; nothing where it does not listen',
	requests: () => [http('http://127.0.0.1:10249/proxyMode')],
	parse: ([reply]): Mode | undefined => {
		const answer = healthAnswerOf(reply);
		if (answer.state === 'refused') {
			return undefined;
		}
		const mode = answer.body.trim();
		if (answer.state === 'unhealthy' || !isProxyMode(mode)) {
			throw new Unavailable(
				'unparseable',
				`expected one of ${modes.join(', ')}, got ${answer.status} ${JSON.stringify(mode.slice(0, 40))}`,
			);
		}
		return mode;
	},
});
