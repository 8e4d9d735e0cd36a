import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {jsonFrom} from '../parsers/json-text.ts';
import {objectOf, textsAt} from '../parsers/json-value.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

export const rke2LoadBalancer = defineProbe({
	id: 'rke2.load-balancer',
	summary: "API servers behind an agent's own port 6443; empty on servers",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => [file(`${path}/agent/etc/rke2-api-server-agent-load-balancer.json`)],
	parse: ([reply]): readonly string[] => {
		const text = textIfFound(reply);
		return text === undefined
			? []
			: textsAt(objectOf(jsonFrom(text), 'the list of servers'), 'ServerAddresses');
	},
});
