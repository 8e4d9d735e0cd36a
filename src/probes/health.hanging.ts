import type {Evidence} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http, type Reason, type Request} from '../core/request.ts';
import {felixHealth, felixPortOf} from './felix.health.ts';
import {felixSettings} from './felix.settings.ts';
import {kubeProxyHealth} from './kube-proxy.health.ts';
import {kubeletHealth} from './kubelet.health.ts';

export type HealthSource = 'kubelet' | 'kube-proxy' | 'Felix';

/** A process on this node that accepted a connection to its health port twice, and did not answer within 2 seconds. */
export interface HangingDaemon {
	readonly name: HealthSource;
	readonly url: string;
	readonly detail: string;
}

export interface HangingDaemons {
	readonly hanging: readonly HangingDaemon[];
	/** Health ports that did answer: without any, it may be the loopback interface. */
	readonly answering: readonly HealthSource[];
}

type Asked = Readonly<Record<'kubelet' | 'kubeProxy' | 'felix' | 'settings', Evidence<unknown>>>;

/**
 * What Host says where the kernel had accepted the connection. Without that a firewall may drop what is for the port, and the
 * end of the run is a time-out, too.
 */
const isSilent = ({reason, detail}: {readonly reason: Reason; readonly detail: string}): boolean =>
	reason === 'timed-out' && detail.includes('no complete answer');

const wasSilent = (evidence: Evidence<unknown>): boolean => !evidence.ok && isSilent(evidence);

const sourcesOf = ({kubelet, kubeProxy, felix}: Asked, felixPort: string) =>
	[
		{name: 'kubelet', evidence: kubelet, url: 'http://127.0.0.1:10248/healthz'},
		{name: 'kube-proxy', evidence: kubeProxy, url: 'http://127.0.0.1:10256/livez'},
		{name: 'Felix', evidence: felix, url: `http://127.0.0.1:${felixPort}/liveness`},
	] as const;

const again = (url: string): Request => ({...http(url), sample: 'last'});

export const healthHanging = defineProbe({
	id: 'health.hanging',
	summary: 'daemons of this node that accept connections on their health port and do not answer, asked twice',
	wants: {kubelet: kubeletHealth, kubeProxy: kubeProxyHealth, felix: felixHealth, settings: felixSettings},
	requests: (_, wanted) =>
		sourcesOf(wanted, felixPortOf(wanted.settings))
			.filter(({evidence}) => wasSilent(evidence))
			.map(({url}) => again(url)),
	parse: (replies, _, wanted): HangingDaemons => {
		const sources = sourcesOf(wanted, felixPortOf(wanted.settings));
		const late = sources.filter(({evidence}) => wasSilent(evidence));
		return {
			hanging: late.flatMap(({name, url}, index) => {
				const reply = replies[index];
				return reply?.status === 'unanswered' && isSilent(reply) ? [{name, url, detail: reply.detail}] : [];
			}),
			answering: sources.flatMap(({name, evidence}) => (evidence.ok ? [name] : [])),
		};
	},
});
