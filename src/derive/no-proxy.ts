import {contains, isSameAddress, parseAddress, parseCidr} from './cidr.ts';

/**
 * Whether a program written in Go asks this address itself, whatever proxy is set: addresses and ranges of NO_PROXY count,
 * names do not. https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export const isExemptFromProxy = (noProxy: string, address: string): boolean => {
	const parsed = parseAddress(address);
	return noProxy
		.split(',')
		.map(entry => entry.trim())
		.some(entry => {
			const range = entry.includes('/') ? parseCidr(entry) : undefined;
			return (
				entry === '*' ||
				isSameAddress(entry, address) ||
				(range !== undefined && parsed !== undefined && contains(range, parsed))
			);
		});
};
