import {type Evidence, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http, type Reply} from '../core/request.ts';
import type {FelixHealth} from '../derive/felix-fault.ts';
import {type FelixSettings, felixSetting} from '../derive/felix-setting.ts';
import {parseFelixHealth} from '../parsers/felix-health.ts';
import {healthAnswerOf} from '../parsers/health-answer.ts';
import {calicoProcess} from './calico.process.ts';
import {felixSettings} from './felix.settings.ts';

const felixHealthOf = (reply: Reply | undefined): FelixHealth => {
	const answer = healthAnswerOf(reply);
	if (answer.state === 'refused') {
		return {...answer, components: []};
	}
	const isOfFelix = [200, 204, 503].includes(answer.status) && /^\s*(?:\+-|\||$)/.test(answer.body);
	return isOfFelix
		? {...answer, components: parseFelixHealth(answer.body)}
		: {...answer, components: [], isForeign: true};
};

/** As far as its settings can be read. */
export const felixPortOf = (settings: Evidence<FelixSettings>): string => {
	const told = settings.ok ? felixSetting(settings.value, 'healthPort').value : undefined;
	return told !== undefined && /^\d{1,5}$/.test(told) ? told : '9099';
};

/** Felix listens on loopback only, on Canal and on Calico; its settings may give it another port. */
export const felixHealth = defineProbe({
	id: 'felix.health',
	summary: 'what Felix says about itself and its components: ready, live',
	wants: {felix: calicoProcess, settings: felixSettings},
	requests: (_, {settings}) =>
		['readiness', 'liveness'].map(path => http(`http://127.0.0.1:${felixPortOf(settings)}/${path}`)),
	parse: ([readiness, liveness], _, {felix}) => {
		const health = {readiness: felixHealthOf(readiness), liveness: felixHealthOf(liveness)};
		const {state, isForeign = false} = health.liveness;
		if ((state === 'refused' || isForeign) && !felix.ok && felix.reason === 'denied') {
			throw new Unavailable(
				'denied',
				'Felix does not answer on 9099, and whether it has another port is hidden',
			);
		}
		return health;
	},
});
