import {jsonFrom} from './json-text.ts';
import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
	textsAt,
} from './json-value.ts';
import {parseTimestamp} from './timestamp.ts';

/** How a part of the agent does; other words than these are kept as they are. */
export interface CiliumComponent {
	/** Ok, Warning, Failure, Disabled. */
	readonly state: string;
	readonly message?: string;
}

/** A task that the agent repeats until it succeeds. */
export interface CiliumController {
	readonly name: string;
	/** 0 when the last run succeeded, whatever failed before. */
	readonly consecutiveFailures: number;
	readonly lastError?: string;
	/** Milliseconds since the epoch; absent when there was none. */
	readonly failedAt?: number;
	readonly succeededAt?: number;
}

/** Addresses of pods: how many of one family are given out. */
export interface CiliumPool {
	readonly family: 'ipv4' | 'ipv6';
	readonly used: number;
	readonly capacity: number;
	/** Absent where the addresses come from a cloud or from several pools. */
	readonly range?: string;
}

/** A node as the agent of this node knows it. */
export interface CiliumClusterNode {
	/** `<cluster>/<node>`. */
	readonly name: string;
	readonly addresses: readonly string[];
	readonly podCidrs: readonly string[];
}

export interface CiliumWireguard {
	readonly device: string;
	readonly port?: number;
	readonly peerCount: number;
}

/** What the agent says about itself and its parts. What it left out is absent. */
export interface CiliumStatus {
	readonly agent: CiliumComponent;
	readonly kubernetes?: CiliumComponent;
	readonly cniFile?: CiliumComponent;
	readonly healthDaemon?: CiliumComponent;
	readonly controllers: readonly CiliumController[];
	/** Parts that have not reported for long, with the time since then. */
	readonly stale: Readonly<Record<string, number>>;
	readonly ipam?: {readonly text: string; readonly pools: readonly CiliumPool[]};
	/** `<cluster>/<node>` of this node. */
	readonly self?: string;
	readonly nodes: readonly CiliumClusterNode[];
	/** `True` or `False`; until 1.14 Strict, Probe, Partial, Disabled. */
	readonly kubeProxyReplacement?: {
		readonly mode: string;
		readonly devices: readonly string[];
		readonly servesHostPorts: boolean;
	};
	readonly masquerading?: {
		readonly isEnabled: boolean;
		readonly ipv4: boolean;
		readonly ipv6: boolean;
		/** BPF or iptables. */
		readonly mode?: string;
		/** Packets to these keep the address of the pod. */
		readonly excludedV4?: string;
	};
	/** Disabled, IPsec, Wireguard, Ztunnel. */
	readonly encryption?: {
		readonly mode: string;
		readonly message?: string;
		readonly wireguard: readonly CiliumWireguard[];
	};
	/** Native or Tunnel; vxlan or geneve. */
	readonly routing?: {readonly mode: string; readonly protocol?: string};
	/** none, portmap, generic-veth … */
	readonly chaining?: string;
	/** Connections that an L7 policy sends to Envoy or the DNS proxy. */
	readonly proxyRedirects?: number;
}

const componentAt = (object: JsonObject, key: string): CiliumComponent | undefined => {
	const component = objectIfAt(object, key);
	const state = component && textIfAt(component, 'state');
	return component && state !== undefined
		? {state, ...present({message: textIfAt(component, 'msg') || undefined})}
		: undefined;
};

/** Go writes the zero time for a date that was never set. */
const timeIfAt = (object: JsonObject, key: string): number | undefined => {
	const text = textIfAt(object, key);
	return text === undefined || text === '' || text.startsWith('0001-') ? undefined : parseTimestamp(text);
};

const controllerOf = (object: JsonObject): CiliumController => {
	const status = objectIfAt(object, 'status') ?? {};
	return {
		name: textAt(object, 'name'),
		consecutiveFailures: numberIfAt(status, 'consecutive-failure-count') ?? 0,
		...present({
			lastError: textIfAt(status, 'last-failure-msg') || undefined,
			failedAt: timeIfAt(status, 'last-failure-timestamp'),
			succeededAt: timeIfAt(status, 'last-success-timestamp'),
		}),
	};
};

/** `IPv4: 5/254 allocated from 10.42.0.0/24, IPv6: 3/65534 allocated from 2001:cafe:42::/112`. */
const poolsIn = (text: string): readonly CiliumPool[] =>
	[
		...text.matchAll(/\bIPv([46]): (\d{1,20})\/(\d{1,20}) allocated(?: from ([0-9A-Fa-f:.]+\/\d{1,3}))?/g),
	].map(([, family, used, capacity, range]) => ({
		family: family === '4' ? 'ipv4' : 'ipv6',
		used: Number(used),
		capacity: Number(capacity),
		...present({range}),
	}));

const ipamOf = (object: JsonObject): CiliumStatus['ipam'] => {
	const text = textIfAt(object, 'status')?.trim() ?? '';
	return {text, pools: poolsIn(text)};
};

const clusterNodeOf = (object: JsonObject): CiliumClusterNode => {
	const primary = objectIfAt(object, 'primary-address') ?? {};
	const families = [objectIfAt(primary, 'ipv4') ?? {}, objectIfAt(primary, 'ipv6') ?? {}];
	const textsOf = (key: string): readonly string[] => families.flatMap(family => textIfAt(family, key) || []);
	return {name: textAt(object, 'name'), addresses: textsOf('ip'), podCidrs: textsOf('alloc-range')};
};

const replacementOf = (object: JsonObject): CiliumStatus['kubeProxyReplacement'] => {
	const named = objectsAt(object, 'deviceList').map(device => textAt(device, 'name'));
	const hostPort = objectIfAt(objectIfAt(object, 'features') ?? {}, 'hostPort') ?? {};
	return {
		mode: textAt(object, 'mode'),
		devices: named.length > 0 ? named : textsAt(object, 'devices'),
		servesHostPorts: booleanIfAt(hostPort, 'enabled') ?? false,
	};
};

const masqueradingOf = (object: JsonObject): CiliumStatus['masquerading'] => {
	const isEnabled = booleanIfAt(object, 'enabled') ?? false;
	// Before 1.10 there was one answer for both families.
	const protocols = objectIfAt(object, 'enabledProtocols');
	return {
		isEnabled,
		ipv4: protocols === undefined ? isEnabled : (booleanIfAt(protocols, 'ipv4') ?? false),
		ipv6: protocols === undefined ? isEnabled : (booleanIfAt(protocols, 'ipv6') ?? false),
		...present({
			mode: textIfAt(object, 'mode'),
			excludedV4: textIfAt(object, 'snat-exclusion-cidr-v4') || undefined,
		}),
	};
};

const wireguardOf = (object: JsonObject): CiliumWireguard => ({
	device: textAt(object, 'name'),
	peerCount: numberIfAt(object, 'peer-count') ?? objectsAt(object, 'peers').length,
	...present({port: numberIfAt(object, 'listen-port')}),
});

const encryptionOf = (object: JsonObject): CiliumStatus['encryption'] => ({
	mode: textAt(object, 'mode'),
	wireguard: objectsAt(objectIfAt(object, 'wireguard') ?? {}, 'interfaces').map(wireguardOf),
	...present({message: textIfAt(object, 'msg') || undefined}),
});

const routingOf = (object: JsonObject): CiliumStatus['routing'] => ({
	mode: textAt(object, 'inter-host-routing-mode'),
	...present({protocol: textIfAt(object, 'tunnel-protocol') || undefined}),
});

/** A part of the answer, read with `read`; undefined where it is missing or null. */
const partOf = <Part>(
	object: JsonObject,
	key: string,
	read: (part: JsonObject) => Part,
): Part | undefined => {
	const part = objectIfAt(object, key);
	return part && read(part);
};

/**
 * The agent's answer to `GET /v1/healthz`, which `cilium-dbg status -o json` prints too. Go leaves out what is
 * false, zero or empty. https://github.com/cilium/cilium/blob/main/api/v1/models/status_response.go
 */
export const parseCiliumStatus = (text: string): CiliumStatus => {
	const object = objectOf(jsonFrom(text), 'the status');
	const cluster = objectIfAt(object, 'cluster') ?? {};
	const agent = componentAt(object, 'cilium');
	if (agent === undefined) {
		throw new Error('expected "cilium" with a state, got nothing');
	}
	return {
		agent,
		controllers: objectsAt(object, 'controllers').map(controllerOf),
		stale: Object.fromEntries(
			Object.entries(textRecordAt(object, 'stale')).map(([name, since]) => [name, parseTimestamp(since)]),
		),
		nodes: objectsAt(cluster, 'nodes').map(clusterNodeOf),
		...present({
			kubernetes: componentAt(object, 'kubernetes'),
			cniFile: componentAt(object, 'cni-file'),
			healthDaemon: componentAt(cluster, 'ciliumHealth'),
			ipam: partOf(object, 'ipam', ipamOf),
			self: textIfAt(cluster, 'self') || undefined,
			kubeProxyReplacement: partOf(object, 'kube-proxy-replacement', replacementOf),
			masquerading: partOf(object, 'masquerading', masqueradingOf),
			encryption: partOf(object, 'encryption', encryptionOf),
			routing: partOf(object, 'routing', routingOf),
			chaining: partOf(object, 'cni-chaining', part => textIfAt(part, 'mode')),
			proxyRedirects: partOf(object, 'proxy', part => numberIfAt(part, 'total-redirects') ?? 0),
		}),
	};
};
