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
