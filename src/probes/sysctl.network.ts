import {integerIfFound, textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';

export interface Ipv4Sysctls {
	readonly forwarding: number;
	/** The kernel takes the greater of `all` and the device: 0 off, 1 strict, 2 loose. */
	readonly reversePathFilter: number;
}

export interface Ipv6Sysctls {
	readonly forwarding: number;
	/** 0 never, 1 unless forwarding, 2 always. */
	readonly acceptRouterAdvertisements: number;
}

export interface NetworkSysctls {
	readonly ipv4: {readonly all: Ipv4Sysctls; readonly devices: ReadonlyMap<string, Ipv4Sysctls>};
	/** Absent when the kernel runs without IPv6. */
	readonly ipv6?: {readonly all: Ipv6Sysctls; readonly devices: ReadonlyMap<string, Ipv6Sysctls>};
}

/** Bounds the reads; devices beyond are not judged. */
const mostDevices = 300;
const pathsOf = (family: 'ipv4' | 'ipv6', device: string): readonly [string, string] => [
	`/proc/sys/net/${family}/conf/${device}/forwarding`,
	`/proc/sys/net/${family}/conf/${device}/${family === 'ipv4' ? 'rp_filter' : 'accept_ra'}`,
];

/** The other end of a pod's veth pair has no router advertisements. */
const isOfPod = ({name, kind}: Link): boolean => kind === 'veth' || /^(cali|lxc)/.test(name);
const ipv4Names = (links: readonly Link[]): readonly string[] => [
	'all',
	...links.slice(0, mostDevices).map(({name}) => name),
];
const ipv6Names = (links: readonly Link[]): readonly string[] => [
	'all',
	...links
		.filter(link => !isOfPod(link))
		.slice(0, mostDevices)
		.map(({name}) => name),
];

/** Devices that went away meanwhile are left out. */
const tableOf = (names: readonly string[], replies: readonly (Reply | undefined)[]) =>
	names.flatMap((name, index) => {
		const forwarding = integerIfFound(replies[2 * index]);
		const other = integerIfFound(replies[2 * index + 1]);
		return forwarding === undefined || other === undefined ? [] : [{name, forwarding, other}];
	});

const ipv4From = (names: readonly string[], replies: readonly Reply[]): NetworkSysctls['ipv4'] => {
	const [all, ...devices] = tableOf(names, replies).map(
		({name, forwarding, other}) => [name, {forwarding, reversePathFilter: other}] as const,
	);
	if (all?.[0] !== 'all') {
		throw new Unavailable('not-found', `expected settings of all devices: ${textOf(replies[0])}`);
	}
	return {all: all[1], devices: new Map(devices)};
};

const ipv6From = (names: readonly string[], replies: readonly Reply[]): NetworkSysctls['ipv6'] => {
	const [all, ...devices] = tableOf(names, replies).map(
		({name, forwarding, other}) => [name, {forwarding, acceptRouterAdvertisements: other}] as const,
	);
	return all?.[0] === 'all' ? {all: all[1], devices: new Map(devices)} : undefined;
};

export const sysctlNetwork = defineProbe({
	id: 'sysctl.network',
	summary: 'forwarding, reverse path filter and router advertisements of all devices',
	needs: {links: ipLink},
	requests: ({links}) => [
		...ipv4Names(links).flatMap(name => pathsOf('ipv4', name).map(path => file(path))),
		...ipv6Names(links).flatMap(name => pathsOf('ipv6', name).map(path => file(path))),
	],
	parse: (replies, {links}): NetworkSysctls => {
		const names = ipv4Names(links);
		const ipv6 = ipv6From(ipv6Names(links), replies.slice(2 * names.length));
		return {ipv4: ipv4From(names, replies.slice(0, 2 * names.length)), ...(ipv6 !== undefined && {ipv6})};
	},
});
