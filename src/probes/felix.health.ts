import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import {type FelixComponent, parseFelixHealth} from '../parsers/felix-health.ts';
import {type HealthAnswer, healthAnswerOf} from '../parsers/health-answer.ts';

export type FelixHealth = HealthAnswer & {
	/** Empty where an old Felix gives no table. */
	readonly components: readonly FelixComponent[];
};

const felixHealthOf = (reply: Reply | undefined): FelixHealth => {
	const answer = healthAnswerOf(reply);
	return {...answer, components: answer.state === 'refused' ? [] : parseFelixHealth(answer.body)};
};

/** Felix listens on loopback only, on Canal and on Calico. */
export const felixHealth = defineProbe({
	id: 'felix.health',
	summary: 'what Felix says about itself and its components: ready, live',
	requests: () => [http('http://127.0.0.1:9099/readiness'), http('http://127.0.0.1:9099/liveness')],
	parse: ([readiness, liveness]) => ({
		readiness: felixHealthOf(readiness),
		liveness: felixHealthOf(liveness),
	}),
});
