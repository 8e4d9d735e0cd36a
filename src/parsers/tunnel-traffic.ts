import type {Link, LinkCounters} from './ip-link.ts';

/** By how much the counters of a tunnel device rose between two readings, with the packets of this run between them. */
export interface TunnelTraffic {
	readonly name: string;
	readonly received: LinkCounters;
	readonly sent: LinkCounters;
}

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

/** Devices of VXLAN, WireGuard and IP-in-IP that both readings hold. */
export const tunnelTrafficOf = (before: readonly Link[], after: readonly Link[]): readonly TunnelTraffic[] =>
	after
		.filter(({kind = ''}) => ['vxlan', 'wireguard', 'ipip'].includes(kind))
		.flatMap(link => {
			// A device made anew in between counts from zero.
			const same = before.find(({index, name}) => index === link.index && name === link.name);
			return (same && trafficOf(same, link)) ?? [];
		});
