import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {type Cidr, contains, parseAddress, parseCidr} from './cidr.ts';
import {isClusterDevice} from './cni-devices.ts';
import {isInMain} from './uplinks.ts';

/** Addresses of these are the cluster's own doing, or reach nobody. */
const isOfNetwork = (link: Link | undefined): boolean =>
	link !== undefined &&
	link.name !== 'lo' &&
	link.kind !== 'dummy' &&
	link.isUp &&
	!isClusterDevice(link.name);

/** Addresses of the host's own networks that lie in a range of the cluster. */
export const addressesWithin = (
	range: Cidr,
	links: readonly Link[],
	addresses: readonly InterfaceAddress[],
): readonly InterfaceAddress[] =>
	addresses.filter(({address, link, scope}) => {
		const parsed = scope === 'global' ? parseAddress(address) : undefined;
		return (
			parsed !== undefined && contains(range, parsed) && isOfNetwork(links.find(({name}) => name === link))
		);
	});

/** Asked before the table main, and nobody but the kernel has reason to write there. */
const isInLocal = ({table, type}: Route): boolean => table === 'local' && type === 'unicast';

/** A route with its destination, which is parsed once: one list is compared with all of another. */
interface RangedRoute {
	readonly route: Route;
	readonly range: Cidr;
}

const ranged = (routes: readonly Route[]): readonly RangedRoute[] =>
	routes.flatMap(route => {
		const range = parseCidr(route.destination);
		return range === undefined ? [] : [{route, range}];
	});

/** More specific, or as specific and preferred. */
const wins = ({route, range}: RangedRoute, {route: other, range: otherRange}: RangedRoute): boolean => {
	if (isInLocal(route)) {
		return contains(otherRange, range) || contains(range, otherRange);
	}
	if (!contains(otherRange, range)) {
		return false;
	}
	return range.prefix > otherRange.prefix || (route.metric ?? 0) < (other.metric ?? 0);
};

/** A route of the host, and the one of the CNI to the pods of another node that it wins against. */
export interface RouteAgainst {
	readonly route: Route;
	readonly overlay: Route;
}

/** Entered by hand, by the network configuration or by DHCP: BIRD and Felix of now name themselves. */
const isByOthers = ({protocol}: Route): boolean => ['boot', 'static', 'dhcp'].includes(protocol ?? 'boot');

/** Felix of old named itself as somebody at a keyboard does, and with CrossSubnet leads an address that a node borrowed from the block of another there. */
const mayBeOfFelix = ({protocol = 'boot', destination}: Route): boolean =>
	protocol === 'boot' && /\/(32|128)$/.test(destination);

/** Of one candidate for each: a device of the host leads it, and not where the route of the CNI leads too. */
const against = (foreign: readonly Route[], ofCni: readonly Route[]): readonly RouteAgainst[] => {
	const candidates = ranged(ofCni);
	const byDevice = foreign.filter(({dev}) => dev !== undefined && !isClusterDevice(dev));
	return ranged(byDevice).flatMap(own => {
		const {route} = own;
		const overlay = candidates.find(
			candidate => candidate.route.family === route.family && wins(own, candidate),
		)?.route;
		const isSameWay = overlay !== undefined && route.dev === overlay.dev && route.gateway === overlay.gateway;
		return overlay === undefined || isSameWay ? [] : [{route, overlay}];
	});
};

/**
 * Routes by devices of the host, in the tables main and local, that win against a route of the overlay; wider ones lose. With a gateway, Calico avoids
 * its tunnel by a longer route of its own. flannel never enters two routes for one pod CIDR.
 */
export const routesAgainstOverlay = (
	overlayDevice: string,
	routes: readonly Route[],
): readonly RouteAgainst[] =>
	against(
		routes.filter(
			route =>
				(isInMain(route) || isInLocal(route)) &&
				(route.gateway === undefined ||
					overlayDevice.startsWith('flannel') ||
					(isByOthers(route) && !mayBeOfFelix(route))) &&
				route.protocol !== 'bird',
		),
		routes.filter(route => isInMain(route) && route.dev === overlayDevice),
	);

/** The same where BIRD leads to blocks of pods without a tunnel; what else it learns is the site's. */
export const routesAgainstBird = (
	pods: readonly Cidr[],
	routes: readonly Route[],
): readonly RouteAgainst[] => {
	const isOfBlock = ({destination, protocol, gateway}: Route): boolean => {
		const block = protocol === 'bird' && gateway !== undefined ? parseCidr(destination) : undefined;
		return block !== undefined && pods.some(range => contains(range, block) && block.prefix > range.prefix);
	};
	return against(
		routes.filter(route => isInMain(route) && route.type === 'unicast' && isByOthers(route)),
		routes.filter(route => isInMain(route) && isOfBlock(route)),
	);
};
