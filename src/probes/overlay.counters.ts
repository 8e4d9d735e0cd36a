import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Request} from '../core/request.ts';
import {parseIpLink} from '../parsers/ip-link.ts';
import {type TunnelTraffic, tunnelTrafficOf} from '../parsers/tunnel-traffic.ts';

const request: Request = command('ip', '-j', '-s', '-d', 'link', 'show');

export const overlayCounters = defineProbe({
	id: 'overlay.counters',
	summary: 'packets that went through the devices of tunnels while this run sent its own',
	requests: () => [request, {...request, sample: 'last'}],
	parse: ([first, last]): readonly TunnelTraffic[] =>
		tunnelTrafficOf(parseIpLink(textOf(first)), parseIpLink(textOf(last))),
});
