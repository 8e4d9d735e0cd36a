import {parseIpJson} from './ip-json.ts';
import {isFlagged, type JsonObject, present, textAt, textIfAt, textsAt} from './json-value.ts';
import {macAddressIn} from './mac-address.ts';

/** An entry of the ARP or neighbour-discovery table, as `ip -j -d neigh` tells it. */
export interface Neighbour {
	readonly address: string;
	/** Name of the device. */
	readonly link: string;
	/** Absent while unresolved (INCOMPLETE, FAILED). */
	readonly mac?: string;
	/** INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP, PERMANENT, NONE. */
	readonly states: readonly string[];
	/** Entered by a control plane, not learned by the kernel. */
	readonly isExternallyLearned: boolean;
}

const neighbourOf = (object: JsonObject, link?: string): Neighbour => ({
	address: textAt(object, 'dst'),
	link: textIfAt(object, 'dev') ?? link ?? textAt(object, 'dev'),
	...present({mac: macAddressIn(textIfAt(object, 'lladdr'))}),
	states: textsAt(object, 'state'),
	isExternallyLearned: isFlagged(object, 'extern_learn'),
});

/** Neighbours of both families; `link` is the device of a command with `dev`, which then leaves the name out. */
export const parseIpNeighbour = (text: string, link?: string): readonly Neighbour[] =>
	parseIpJson(text).map(object => neighbourOf(object, link));
