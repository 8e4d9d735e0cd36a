import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type ListeningSocket, parseListeningSockets} from '../parsers/ss.ts';
import {serviceHostPorts} from './service.host-ports.ts';

export const servicePortListeners = defineProbe({
	id: 'service.port-listeners',
	summary: 'programs of this node that listen on a host port of a pod; not asked where no pod has one',
	needs: {ports: serviceHostPorts},
	requests: ({ports}) => (ports.all.length === 0 ? [] : [command('ss', '-H', '-lntp')]),
	parse: ([reply], {ports}): readonly ListeningSocket[] =>
		reply === undefined
			? []
			: parseListeningSockets(textOf(reply)).filter(({port}) =>
					ports.all.some(({hostPort, protocol}) => protocol === 'tcp' && hostPort === port),
				),
});
