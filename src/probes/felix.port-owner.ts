import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type ListeningSocket, parseListeningSockets} from '../parsers/ss.ts';
import {felixHealth, felixPortOf} from './felix.health.ts';
import {felixSettings} from './felix.settings.ts';

export const felixPortOwner = defineProbe({
	id: 'felix.port-owner',
	summary: 'which processes listen on the health port of Felix; not asked where Felix itself answers there',
	wants: {health: felixHealth, settings: felixSettings},
	requests: (_, {health}) => {
		const isWell = health.ok && health.value.liveness.state !== 'refused' && !health.value.liveness.isForeign;
		return isWell ? [] : [command('ss', '-H', '-lntp')];
	},
	parse: ([reply], _, {settings}): readonly ListeningSocket[] => {
		const port = Number(felixPortOf(settings));
		return reply === undefined
			? []
			: parseListeningSockets(textOf(reply)).filter(socket => socket.port === port);
	},
});
