import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import {normaliseAddress} from './cidr.ts';
import {fdbLine} from './iproute-text.ts';

const normal = (address: string): string => normaliseAddress(address) ?? address;

/** A look-up of the entries of a device that have a MAC or lead to an address, as lines; built once for many peers. */
export const fdbLinesOf = (
	fdb: readonly FdbEntry[],
): ((device: string, mac: string, address: string) => string) => {
	const byKey = new Map<string, FdbEntry[]>();
	const add = (key: string, entry: FdbEntry): void => {
		const same = byKey.get(key) ?? [];
		same.push(entry);
		byKey.set(key, same);
	};
	for (const entry of fdb) {
		if (entry.destination !== undefined) {
			add(`${entry.link} ${entry.mac}`, entry);
			add(`${entry.link} ${normal(entry.destination)}`, entry);
		}
	}
	return (device, mac, address) => {
		const found = [`${device} ${mac}`, `${device} ${normal(address)}`].flatMap(key => byKey.get(key) ?? []);
		return [...new Set(found)].map(fdbLine).join('\n');
	};
};
