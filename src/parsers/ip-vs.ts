import {atPort, normaliseAddress} from '../derive/cidr.ts';

/** A pod or node behind a virtual server. */
export interface RealServer {
	/** `10.42.1.5:53`, `[2001:cafe:42:1::5]:53` */
	readonly end: string;
	/** Those with 0 get no new connection. */
	readonly weight: number;
}

/** A port of a service, as the kernel balances it. */
export interface VirtualServer {
	readonly protocol: string;
	readonly end: string;
	readonly servers: readonly RealServer[];
}

const ipv4Of = (hex: string): string =>
	[0, 2, 4, 6].map(at => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');

/** `0A2B000A:0035`; addresses of IPv6 stand in brackets, as text with all of their zeros. */
const endOf = (text: string): string | undefined => {
	const [, hex, ipv6, port] = /^(?:([0-9A-F]{8})|\[([0-9a-f:]+)\]):([0-9A-F]{4})$/.exec(text) ?? [];
	const address = hex === undefined ? normaliseAddress(ipv6 ?? '') : ipv4Of(hex);
	return address === undefined || port === undefined ? undefined : atPort(address, Number.parseInt(port, 16));
};

/** `/proc/net/ip_vs`: net/netfilter/ipvs/ip_vs_ctl.c of the kernel. Servers by a mark of the firewall are left out. */
export const parseIpVs = (text: string): readonly VirtualServer[] => {
	if (!text.startsWith('IP Virtual Server version')) {
		throw new Error(`expected "IP Virtual Server version …", got ${JSON.stringify(text.slice(0, 40))}`);
	}
	const found: {protocol: string; end: string; servers: RealServer[]}[] = [];
	let isKnown = false;
	for (const line of text.split('\n').slice(3)) {
		const [, protocol, virtual] = /^([A-Z]+) +(\S+)/.exec(line) ?? [];
		const [, real, weight] = /^ +-> (\S+) +\S+ +(\d+)/.exec(line) ?? [];
		if (protocol !== undefined && virtual !== undefined) {
			const end = endOf(virtual);
			isKnown = end !== undefined;
			found.push(...(end === undefined ? [] : [{protocol, end, servers: []}]));
		} else if (isKnown && real !== undefined) {
			const end = endOf(real);
			found.at(-1)?.servers.push(...(end === undefined ? [] : [{end, weight: Number(weight)}]));
		}
	}
	return found;
};
