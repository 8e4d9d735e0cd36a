import type {Variables} from '../parsers/environ.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';

const settingOf = (variables: Variables, name: string): string | undefined =>
	variables[name] || variables[name.toLowerCase()] || undefined;

/** Without the name and password that may stand before the host. */
const withoutCredentials = (proxy: string): string => proxy.replace(/^(\w+:\/\/)?[^@/]*@/, '$1');

const isExempt = (host: string, entry: string): boolean => {
	const address = parseAddress(host);
	const pattern = entry.replace(/^\[|\]$/g, '').replace(/(?<=\]|^[^:]*):\d+$/, '');
	const range = parseCidr(pattern);
	if (address !== undefined && range !== undefined) {
		return address.family === range.family && contains(range, address);
	}
	const domain = pattern.replace(/^\*?\./, '').toLowerCase();
	return domain !== '' && (host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`));
};

/**
 * The proxy that a program written in Go asks for `https://host`, without its password, or undefined where it goes
 * straight there: https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export const proxyFor = (host: string, variables: Variables): string | undefined => {
	const proxy = settingOf(variables, 'HTTPS_PROXY');
	if (proxy === undefined || host === 'localhost' || /^127\.|^::1$/.test(host)) {
		return undefined;
	}
	const exempt = (settingOf(variables, 'NO_PROXY') ?? '').split(',').map(entry => entry.trim());
	return exempt.some(entry => entry === '*' || (entry !== '' && isExempt(host, entry)))
		? undefined
		: withoutCredentials(proxy);
};
