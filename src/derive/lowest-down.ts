import type {Link} from '../parsers/ip-link.ts';

const works = ({isUp, hasCarrier}: Link): boolean => isUp && hasCarrier;

/** Kinds that borrow the carrier of the device below; the `lower` of a veth is its other end. */
const stacked: readonly string[] = ['vlan', 'macvlan', 'ipvlan'];

/** The device nearest to the wire that keeps this one from working; undefined when it works. */
export const lowestDownOf = (
	link: Link,
	links: readonly Link[],
	seen: readonly Link[] = [],
): Link | undefined => {
	if (works(link)) {
		return undefined;
	}
	const below = stacked.includes(link.kind ?? '') ? links.find(({name}) => name === link.lower) : undefined;
	return link.isUp && below !== undefined && !seen.includes(below)
		? (lowestDownOf(below, links, [...seen, link]) ?? link)
		: link;
};

/** The devices that keep this one from working: the lowest, or, of a bond, its ports where none has carrier. */
export const brokenBelowOf = (link: Link, links: readonly Link[]): readonly Link[] => {
	const lowest = lowestDownOf(link, links) ?? link;
	const ports =
		lowest.isUp && lowest.kind === 'bond' ? links.filter(({master}) => master === lowest.name) : [];
	return ports.length > 0 && !ports.some(works) ? ports : [lowest];
};

/** Kinds that take all that arrives at their ports: https://github.com/torvalds/linux/blob/master/net/core/dev.c (netdev_rx_handler_register) */
const collecting: readonly string[] = ['bond', 'team', 'bridge', 'openvswitch'];

/** Whether nothing else can take the packets that arrive at this device. */
export const isPortOf = ({master}: Link, links: readonly Link[]): boolean =>
	links.some(({name, kind = ''}) => name === master && collecting.includes(kind));
