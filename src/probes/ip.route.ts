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
	// With `table all` iproute2 lists both families unless it is told one.
	parse: ([both, ipv6]) => [
		...parseIpRoute(textOf(both)).filter(({family}) => family === 'ipv4'),
		...parseIpRoute(textOf(ipv6), 'ipv6'),
	],
});
