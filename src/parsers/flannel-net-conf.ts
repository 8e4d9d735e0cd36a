import {jsonFrom} from './json-text.ts';
import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	present,
	textIfAt,
} from './json-value.ts';

export interface FlannelBackend {
	/** In lower case; `udp` when the file names no backend. */
	readonly type: string;
	readonly vni?: number;
	/** 0 or absent: the default of the backend. */
	readonly port?: number;
	/** MTU of the underlay, from which flannel subtracts its header. */
	readonly mtu?: number;
	readonly directRouting: boolean;
	readonly learning: boolean;
	/** Of WireGuard: separate, auto, ipv4, ipv6. */
	readonly mode?: string;
}

/** flannel's `net-conf.json` with the defaults of https://github.com/flannel-io/flannel/blob/master/pkg/subnet/config.go */
export interface FlannelNetConf {
	readonly network?: string;
	readonly ipv6Network?: string;
	readonly enableIpv4: boolean;
	readonly enableIpv6: boolean;
	readonly enableNftables: boolean;
	readonly backend: FlannelBackend;
}

/** Go's decoder does not care about the case of keys. */
const lowerKeys = (object: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));

export const parseFlannelNetConf = (text: string): FlannelNetConf => {
	const root = lowerKeys(objectOf(jsonFrom(text), 'net-conf.json'));
	const backend = lowerKeys(objectIfAt(root, 'backend') ?? {});
	return {
		...present({
			network: textIfAt(root, 'network') || undefined,
			ipv6Network: textIfAt(root, 'ipv6network') || undefined,
		}),
		enableIpv4: booleanIfAt(root, 'enableipv4') ?? true,
		enableIpv6: booleanIfAt(root, 'enableipv6') ?? false,
		enableNftables: booleanIfAt(root, 'enablenftables') ?? false,
		backend: {
			type: (textIfAt(backend, 'type') ?? 'udp').toLowerCase(),
			...present({
				vni: numberIfAt(backend, 'vni'),
				port: numberIfAt(backend, 'port') ?? numberIfAt(backend, 'listenport'),
				mtu: numberIfAt(backend, 'mtu'),
				mode: textIfAt(backend, 'mode'),
			}),
			directRouting: booleanIfAt(backend, 'directrouting') ?? false,
			learning: booleanIfAt(backend, 'learning') ?? false,
		},
	};
};
