import {integerIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isPodDevice} from '../derive/cni-devices.ts';
import type {Link} from '../parsers/ip-link.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';

export interface Ipv6Disabled {
	/** False: the kernel was started without IPv6, or has none. */
	readonly isSupported: boolean;
	/** `all`, and devices, on which IPv6 is off; empty where it is not supported at all. */
	readonly offOn: readonly string[];
}

/** Loopback, and devices that lead to nobody but pods, are none of the ways between nodes. */
const isPath = ({name}: Link): boolean =>
	!isPodDevice(name) && !['lo', 'cni0', 'docker0', 'kube-ipvs0', 'nodelocaldns'].includes(name);
const mostDevices = 32;
const pathOf = (device: string): string => `/proc/sys/net/ipv6/conf/${device}/disable_ipv6`;
const namesOf = (links: readonly Link[]): readonly string[] => [
	'all',
	...links
		.filter(isPath)
		.slice(0, mostDevices)
		.map(({name}) => name),
];

export const sysctlIpv6Disabled = defineProbe({
	id: 'sysctl.ipv6-disabled',
	summary: 'where IPv6 is turned off, on nodes of clusters that use it',
	needs: {links: ipLink, ranges: clusterRanges},
	requests: ({links, ranges}) =>
		ranges.pods.some(range => range.includes(':')) ? namesOf(links).map(name => file(pathOf(name))) : [],
	parse: (replies, {links}): Ipv6Disabled => {
		const values = replies.map(integerIfFound);
		return {
			isSupported: values.length === 0 || values[0] !== undefined,
			offOn: namesOf(links).filter((_, index) => values[index] === 1),
		};
	},
});
