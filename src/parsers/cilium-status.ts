import {type CiliumRemoteCluster, remoteClusterOf} from './cilium-cluster-mesh.ts';
import {
	type CiliumEncryption,
	type CiliumIpam,
	type CiliumMasquerading,
	type CiliumReplacement,
	type CiliumRouting,
	encryptionOf,
	ipamOf,
	masqueradingOf,
	replacementOf,
	routingOf,
} from './cilium-network-status.ts';
import {jsonFrom} from './json-text.ts';
import {
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
	textRecordAt,
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

/** What the agent says about itself and its parts. What it left out is absent. */
export interface CiliumStatus {
	readonly agent: CiliumComponent;
	readonly kubernetes?: CiliumComponent;
	readonly cniFile?: CiliumComponent;
	readonly healthDaemon?: CiliumComponent;
	/** The etcd that Cilium may keep its state in instead of the API; Disabled, or Ok with that message, where it does not. */
	readonly kvstore?: CiliumComponent;
	readonly controllers: readonly CiliumController[];
	/** Parts that have not reported for long, with the time since then. */
	readonly stale: Readonly<Record<string, number>>;
	readonly ipam?: CiliumIpam;
	/** `<cluster>/<node>` of this node. */
	readonly self?: string;
	/** The other clusters of a mesh; none without one. */
	readonly remoteClusters: readonly CiliumRemoteCluster[];
	readonly kubeProxyReplacement?: CiliumReplacement;
	readonly masquerading?: CiliumMasquerading;
	readonly encryption?: CiliumEncryption;
	readonly routing?: CiliumRouting;
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
		remoteClusters: objectsAt(objectIfAt(object, 'cluster-mesh') ?? {}, 'clusters').map(remoteClusterOf),
		...present({
			kubernetes: componentAt(object, 'kubernetes'),
			cniFile: componentAt(object, 'cni-file'),
			healthDaemon: componentAt(cluster, 'ciliumHealth'),
			kvstore: componentAt(object, 'kvstore'),
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
