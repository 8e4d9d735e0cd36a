import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {isFlanneld} from '../derive/flannel-process.ts';
import {type HealthAnswer, healthAnswerOf} from '../parsers/health-answer.ts';
import type {Process} from '../parsers/pgrep.ts';
import {processList} from './process.list.ts';

/** Empty where flanneld does not run or was given no health port: RKE2 gives it one since August 2026. */
export interface FlannelHealth {
	readonly port?: number;
	/** 200 only when the lease, subnet.env and the firewall rules are written. */
	readonly readiness?: HealthAnswer;
}

const healthPortOf = (processes: readonly Process[]): number | undefined => {
	const [, port] =
		/ -{1,2}healthz-port[= ](\d{1,5})\b/.exec(processes.find(isFlanneld)?.commandLine ?? '') ?? [];
	// 0 turns the endpoint off: https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
	return port === undefined || port === '0' ? undefined : Number(port);
};

export const flannelHealth = defineProbe({
	id: 'flannel.health',
	summary: 'what the health endpoint of flanneld says, where it has one',
	needs: {processes: processList},
	requests: ({processes}) => {
		const port = healthPortOf(processes);
		return port === undefined ? [] : [http(`http://127.0.0.1:${port}/readyz`)];
	},
	parse: ([reply], {processes}): FlannelHealth => {
		const port = healthPortOf(processes);
		return port === undefined ? {} : {port, readiness: healthAnswerOf(reply)};
	},
});
