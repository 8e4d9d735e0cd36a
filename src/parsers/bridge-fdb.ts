import {parseIpJson} from './ip-json.ts';
import {type JsonObject, numberIfAt, present, textAt, textIfAt, textsAt} from './json-value.ts';

/** An entry of a forwarding database, as `bridge -j fdb` tells it. A MAC can have several: one for each destination. */
export interface FdbEntry {
	readonly mac: string;
	/** Name of the device. */
	readonly link: string;
	/** Address of the remote VTEP. */
	readonly destination?: string;
	readonly port?: number;
	readonly vni?: number;
	/** Device that the packets leave by. */
	readonly via?: string;
	readonly vlan?: number;
	readonly master?: string;
	/** self, master, extern_learn, offload, router, sticky. */
	readonly flags: readonly string[];
	/** permanent, static, stale; empty when learned. */
	readonly state: string;
	readonly nexthopId?: number;
}

const entryOf = (object: JsonObject, link?: string): FdbEntry => ({
	mac: textAt(object, 'mac').toLowerCase(),
	link: textIfAt(object, 'ifname') ?? link ?? textAt(object, 'ifname'),
	...present({
		destination: textIfAt(object, 'dst'),
		port: numberIfAt(object, 'port'),
		vni: numberIfAt(object, 'vni'),
		via: textIfAt(object, 'viaIf') ?? textIfAt(object, 'via'),
		vlan: numberIfAt(object, 'vlan'),
		master: textIfAt(object, 'master'),
		nexthopId: numberIfAt(object, 'nhid'),
	}),
	flags: textsAt(object, 'flags'),
	state: textIfAt(object, 'state') ?? '',
});

/** Entries of all devices; `link` is the device of a command with `dev`, which then leaves the name out. */
export const parseBridgeFdb = (text: string, link?: string): readonly FdbEntry[] =>
	parseIpJson(text).map(object => entryOf(object, link));
