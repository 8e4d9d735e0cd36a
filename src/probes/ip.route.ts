import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpRoute} from '../parsers/ip-route.ts';

export const ipRoute = defineProbe({
	id: 'ip.route',
	summary: 'routes of all tables, both families',
	essential: true,
	requests: () => [
		command('ip', '-j', '-d', 'route', 'show', 'table', 'all'),
		command('ip', '-j', '-6', '-d', 'route', 'show', 'table', 'all'),
	],
	parse: ([ipv4, ipv6]) => [...parseIpRoute(textOf(ipv4), 'ipv4'), ...parseIpRoute(textOf(ipv6), 'ipv6')],
});
