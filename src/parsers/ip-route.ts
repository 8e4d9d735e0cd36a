import type {IpFamily} from '../core/environment.ts';
import {parseIpJson} from './ip-json.ts';
import {
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textsAt,
} from './json-value.ts';

export interface Nexthop {
	/** Also of the other family, where the kernel says `via`. */
	readonly gateway?: string;
	readonly dev?: string;
	readonly weight?: number;
	/** onlink, linkdown, dead, pervasive, offload … */
	readonly flags: readonly string[];
}

/** A route, as `ip -j -d route` tells it. */
export interface Route {
	readonly family: IpFamily;
	/** unicast, blackhole, unreachable, prohibit, throw, local, broadcast, multicast … */
	readonly type: string;
	/** Always a CIDR: `default` is `0.0.0.0/0` or `::/0`, a host has `/32` or `/128`. */
	readonly destination: string;
	readonly gateway?: string;
	readonly dev?: string;
	/** A name where the kernel's list has one (`bird` for 12), otherwise the number (`80` is Felix). */
	readonly protocol?: string;
	readonly scope?: string;
	readonly source?: string;
	readonly metric?: number;
	/** main, local, default, or a number as text. */
	readonly table: string;
	readonly flags: readonly string[];
	readonly mtu?: number;
	/** Several for ECMP; then `gateway` and `dev` are absent. */
	readonly nexthops: readonly Nexthop[];
}

/** Numbers that iproute2 prints where its rt_protos file is missing: https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h */
const protocolNames: ReadonlyMap<string, string> = new Map(
	Object.entries({
		'0': 'unspec',
		'1': 'redirect',
		'2': 'kernel',
		'3': 'boot',
		'4': 'static',
		'9': 'ra',
		'11': 'zebra',
		'12': 'bird',
		'16': 'dhcp',
		'42': 'babel',
		'186': 'bgp',
		'187': 'isis',
		'188': 'ospf',
	}),
);

const tableNames: ReadonlyMap<string, string> = new Map([
	['253', 'default'],
	['254', 'main'],
	['255', 'local'],
]);

/** Name of a routing table, also where iproute2 printed the number. */
export const tableName = (table: string): string => tableNames.get(table) ?? table;

/** Only IPv6 routes carry a router preference, and each of them does; in a list of both families nothing else tells a bare `default` apart. */
const familyOf = (object: JsonObject, destination: string): IpFamily =>
	destination.includes(':') || (destination === 'default' && Object.hasOwn(object, 'pref')) ? 'ipv6' : 'ipv4';

const cidrOf = (destination: string, family: IpFamily): string => {
	if (destination === 'default') {
		return family === 'ipv4' ? '0.0.0.0/0' : '::/0';
	}
	if (destination.includes('/')) {
		return destination;
	}
	return `${destination}/${family === 'ipv4' ? 32 : 128}`;
};

const gatewayOf = (object: JsonObject): string | undefined => {
	const via = objectIfAt(object, 'via');
	return textIfAt(object, 'gateway') ?? (via && textAt(via, 'host'));
};

const nexthopOf = (object: JsonObject): Nexthop => ({
	...present({
		gateway: gatewayOf(object),
		dev: textIfAt(object, 'dev'),
		weight: numberIfAt(object, 'weight'),
	}),
	flags: textsAt(object, 'flags'),
});

const mtuOf = (object: JsonObject): number | undefined =>
	objectsAt(object, 'metrics')
		.map(metric => numberIfAt(metric, 'mtu'))
		.find(mtu => mtu !== undefined);

const routeOf = (object: JsonObject, known?: IpFamily): Route => {
	const destination = textAt(object, 'dst');
	const family = known ?? familyOf(object, destination);
	const protocol = textIfAt(object, 'protocol');
	return {
		family,
		type: textIfAt(object, 'type') ?? 'unicast',
		destination: cidrOf(destination, family),
		...present({
			gateway: gatewayOf(object),
			dev: textIfAt(object, 'dev'),
			protocol: protocol === undefined ? undefined : (protocolNames.get(protocol) ?? protocol),
			scope: textIfAt(object, 'scope'),
			source: textIfAt(object, 'prefsrc'),
			metric: numberIfAt(object, 'metric'),
			mtu: mtuOf(object),
		}),
		table: tableName(textIfAt(object, 'table') ?? 'main'),
		flags: textsAt(object, 'flags'),
		nexthops: objectsAt(object, 'nexthops').map(nexthopOf),
	};
};

/** A route that wraps packets itself (`encap ip … dst 10.0.0.3`) names the end of its tunnel by the key of its destination. */
const withoutTunnelEnd = (text: string): string =>
	text.replaceAll(/("encap":"[^{}[\]]*?),"dst":"[^"]*"/g, '$1');

/** Routes of one or both families; `family` is that of the command (`-4`, `-6`), where it named one. Also reads `route get`. */
export const parseIpRoute = (text: string, family?: IpFamily): readonly Route[] =>
	parseIpJson(withoutTunnelEnd(text)).map(object => routeOf(object, family));
