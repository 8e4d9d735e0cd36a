import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import {groupBy} from './group-by.ts';
import {fdbLine} from './iproute-text.ts';
import {normalAddress} from './tunnel-entries.ts';

/** A look-up of the entries of a device that have a MAC or lead to an address, as lines; built once for many peers. */
export const fdbLinesOf = (
	fdb: readonly FdbEntry[],
): ((device: string, mac: string, address: string) => string) => {
	const keyed = fdb.flatMap(entry =>
		entry.destination === undefined
			? []
			: [entry.mac, normalAddress(entry.destination)].map(end => ({key: `${entry.link} ${end}`, entry})),
	);
	const byKey = groupBy(keyed, ({key}) => key);
	return (device, mac, address) => {
		const found = [mac, normalAddress(address)]
			.flatMap(end => byKey.get(`${device} ${end}`) ?? [])
			.map(({entry}) => entry);
		return [...new Set(found)].map(fdbLine).join('\n');
	};
};
