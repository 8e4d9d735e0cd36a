import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import type {FelixHealth} from '../derive/felix-fault.ts';
import {parseFelixHealth} from '../parsers/felix-health.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';
import {calicoProcess} from './calico.process.ts';

const felixHealthOf = (reply: Reply | undefined): FelixHealth => {
	const answer = healthAnswerOf(reply);
	return {...answer, components: answer.state === 'refused' ? [] : parseFelixHealth(answer.body)};
};

/** Felix listens on loopback only, on Canal and on Calico; its environment may give it another port. */
export const felixHealth = defineProbe({
	id: 'felix.health',
	summary: 'what Felix says about itself and its components: ready, live',
	wants: {felix: calicoProcess},
	requests: (_, {felix}) => {
		const told = felix.ok ? felix.value?.felix.FELIX_HEALTHPORT : undefined;
		const port = told !== undefined && /^\d{1,5}$/.test(told) ? told : '9099';
		return ['readiness', 'liveness'].map(path => http(`http://127.0.0.1:${port}/${path}`));
	},
	parse: ([readiness, liveness], _, {felix}) => {
		const health = {readiness: felixHealthOf(readiness), liveness: felixHealthOf(liveness)};
		if (health.liveness.state === 'refused' && !felix.ok && felix.reason === 'denied') {
			throw new Unavailable('denied', 'nobody listens on 9099, and whether Felix has another port is hidden');
		}
		return health;
	},
});
