import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Request} from '../core/request.ts';
import {type Link, type LinkCounters, parseIpLink} from '../parsers/ip-link.ts';

/** By how much the counters of a tunnel device rose between two readings, with the packets of this run between them. */
export interface TunnelTraffic {
	readonly name: string;
	readonly received: LinkCounters;
	readonly sent: LinkCounters;
}

const request: Request = command('ip', '-j', '-s', '-d', 'link', 'show');

const rise = (first: LinkCounters, last: LinkCounters): LinkCounters => ({
	bytes: last.bytes - first.bytes,
	packets: last.packets - first.packets,
	errors: last.errors - first.errors,
	dropped: last.dropped - first.dropped,
});

const trafficOf = (first: Link, last: Link): TunnelTraffic | undefined =>
	first.counters &&
	last.counters && {
		name: last.name,
		received: rise(first.counters.received, last.counters.received),
		sent: rise(first.counters.sent, last.counters.sent),
	};

export const overlayCounters = defineProbe({
	id: 'overlay.counters',
	summary: 'packets that went through VXLAN and WireGuard devices while this run sent its own',
	requests: () => [request, {...request, sample: 'last'}],
	parse: ([first, last]): readonly TunnelTraffic[] => {
		const before = parseIpLink(textOf(first));
		return parseIpLink(textOf(last))
			.filter(({kind}) => kind === 'vxlan' || kind === 'wireguard')
			.flatMap(link => {
				// A device made anew in between counts from zero.
				const same = before.find(({index, name}) => index === link.index && name === link.name);
				return (same && trafficOf(same, link)) ?? [];
			});
	},
});
