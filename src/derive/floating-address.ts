import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Route} from '../parsers/ip-route.ts';
import {contains, isSameAddress, parseAddress, parseCidr} from './cidr.ts';
import {defaultRoutes} from './uplinks.ts';

const isAlone = ({family, prefixLength}: InterfaceAddress): boolean =>
	prefixLength === (family === 'ipv4' ? 32 : 128);

/** With IPv6 a machine may have an address by hand or by DHCPv6, alone in its network, and others of the same card by router advertisements. */
const isAdvertised = ({family, flags}: InterfaceAddress): boolean =>
	family === 'ipv6' && (flags.includes('dynamic') || flags.includes('temporary'));

/** Whether the default route by the interface of these addresses goes to a gateway that is in none of their networks; that of IPv6 never is. */
const hasGatewayBeyond = (onLink: readonly InterfaceAddress[], routes: readonly Route[]): boolean => {
	const [first] = onLink;
	const networks = onLink.flatMap(({address, prefixLength}) => parseCidr(`${address}/${prefixLength}`) ?? []);
	return (
		first?.family === 'ipv4' &&
		defaultRoutes(routes, 'ipv4').some(({dev, gateway}) => {
			const to = gateway === undefined ? undefined : parseAddress(gateway);
			return dev === first.link && to !== undefined && !networks.some(network => contains(network, to));
		})
	);
};

/**
 * Whether an address is most likely one that moves between machines: alone in its network, beside an InternalIP of the
 * same family on the same interface that is not. Clouds give machines a single address of that kind, and no second one;
 * one that was leased belongs to this machine. Where the gateway of the interface is in none of its networks, the site
 * gives machines such addresses for good.
 */
export const isFloating = (
	candidate: InterfaceAddress,
	addresses: readonly InterfaceAddress[],
	internalIps: readonly string[],
	routes: readonly Route[],
): boolean => {
	const isInternal = ({address}: InterfaceAddress): boolean =>
		internalIps.some(internal => isSameAddress(internal, address));
	const onLink = addresses.filter(({link, family}) => link === candidate.link && family === candidate.family);
	return (
		isAlone(candidate) &&
		!hasGatewayBeyond(onLink, routes) &&
		!candidate.flags.includes('dynamic') &&
		candidate.link !== 'lo' &&
		!isInternal(candidate) &&
		onLink.some(entry => isInternal(entry) && !isAlone(entry) && !isAdvertised(entry))
	);
};
