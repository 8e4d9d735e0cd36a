import {integerIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isCalicoWorkload} from '../derive/cni-devices.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';

/** Bounds the reads; devices beyond are not judged. */
const mostDevices = 300;
const namesOf = (links: readonly Link[]): readonly string[] => [
	'all',
	...links
		.map(({name}) => name)
		.filter(isCalicoWorkload)
		.slice(0, mostDevices),
];

export const sysctlProxyArp = defineProbe({
	id: 'sysctl.proxy-arp',
	summary:
		"whether the host side of each pod's veth pair answers ARP for addresses behind this node, and `all`",
	needs: {links: ipLink},
	requests: ({links}) => namesOf(links).map(name => file(`/proc/sys/net/ipv4/conf/${name}/proxy_arp`)),
	parse: (replies, {links}): ReadonlyMap<string, boolean> =>
		new Map(
			// Devices that went away meanwhile are left out.
			namesOf(links).flatMap((name, index) => {
				const value = integerIfFound(replies[index]);
				return value === undefined ? [] : [[name, value !== 0] as const];
			}),
		),
});
