import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {isSameAddress} from './cidr.ts';

const isAlone = ({family, prefixLength}: InterfaceAddress): boolean =>
	prefixLength === (family === 'ipv4' ? 32 : 128);

/** With IPv6 a machine may have an address by hand or by DHCPv6, alone in its network, and others of the same card by router advertisements. */
const isAdvertised = ({family, flags}: InterfaceAddress): boolean =>
	family === 'ipv6' && (flags.includes('dynamic') || flags.includes('temporary'));

/**
 * Whether an address is most likely one that moves between machines: alone in its network, beside an InternalIP of the
 * same family on the same interface that is not. Clouds give machines a single address of that kind, and no second one;
 * one that was leased belongs to this machine.
 */
export const isFloating = (
	candidate: InterfaceAddress,
	addresses: readonly InterfaceAddress[],
	internalIps: readonly string[],
): boolean => {
	const isInternal = ({address}: InterfaceAddress): boolean =>
		internalIps.some(internal => isSameAddress(internal, address));
	return (
		isAlone(candidate) &&
		!candidate.flags.includes('dynamic') &&
		candidate.link !== 'lo' &&
		!isInternal(candidate) &&
		addresses.some(
			entry =>
				entry.link === candidate.link &&
				entry.family === candidate.family &&
				isInternal(entry) &&
				!isAlone(entry) &&
				!isAdvertised(entry),
		)
	);
};
