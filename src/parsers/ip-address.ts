import type {IpFamily} from '../core/environment.ts';
import {parseIpJson} from './ip-json.ts';
import {isFlagged, type JsonObject, numberAt, objectsAt, present, textAt, textIfAt} from './json-value.ts';

/** An address of a network device, as `ip -j -d addr` tells it. */
export interface InterfaceAddress {
	/** Name of the device. */
	readonly link: string;
	readonly family: IpFamily;
	readonly address: string;
	readonly prefixLength: number;
	/** global, link, host, site, or a number. */
	readonly scope: string;
	readonly label?: string;
	/** Other end of a point-to-point address. */
	readonly peer?: string;
	/** Those of `addressFlags` that are set. */
	readonly flags: readonly AddressFlag[];
}

const addressFlags = [
	'dynamic',
	'secondary',
	'temporary',
	'deprecated',
	'tentative',
	'dadfailed',
	'noprefixroute',
	'mngtmpaddr',
] as const;
export type AddressFlag = (typeof addressFlags)[number];

const familyOf = (object: JsonObject): IpFamily => {
	const family = textAt(object, 'family');
	if (family !== 'inet' && family !== 'inet6') {
		throw new Error(`expected "family" to be inet or inet6, got ${family}`);
	}
	return family === 'inet' ? 'ipv4' : 'ipv6';
};

const addressOf = (link: string, object: JsonObject): InterfaceAddress => ({
	link,
	family: familyOf(object),
	address: textAt(object, 'local'),
	prefixLength: numberAt(object, 'prefixlen'),
	scope: textAt(object, 'scope'),
	...present({label: textIfAt(object, 'label'), peer: textIfAt(object, 'address')}),
	flags: addressFlags.filter(flag => isFlagged(object, flag)),
});

/** Addresses of all devices in the order of `ip`: within a device and a family, the first is the primary one. */
export const parseIpAddress = (text: string): readonly InterfaceAddress[] =>
	parseIpJson(text).flatMap(link =>
		objectsAt(link, 'addr_info')
			.filter(entry => Object.keys(entry).length > 0)
			.map(entry => addressOf(textAt(link, 'ifname'), entry)),
	);
