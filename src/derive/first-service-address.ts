import {formatAddress, parseCidr} from './cidr.ts';

/** The service address of the API, which is the first one of the IPv4 range; undefined where that is not known. */
export const firstServiceAddress = (ranges: readonly string[]): string | undefined => {
	const range = ranges.flatMap(text => parseCidr(text) ?? []).find(({family}) => family === 'ipv4');
	return range && formatAddress({...range, value: range.value + 1n});
};
