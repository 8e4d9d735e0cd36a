import {jsonFrom} from './json-text.ts';
import {type JsonObject, objectIfAt, objectOf, objectsAt, present, textAt, textIfAt} from './json-value.ts';
import {parseTimestamp} from './timestamp.ts';

/** One way of asking one address; `unknown` where it was not asked yet. */
export type CiliumProbe =
	| {readonly result: 'answered' | 'unknown'}
	| {readonly result: 'failed'; readonly error: string};

/** An address that cilium-health asks, by ICMP and by HTTP on port 4240. */
export interface CiliumTarget {
	readonly address: string;
	readonly icmp: CiliumProbe;
	readonly http: CiliumProbe;
}

/** What this node found out about one node, which may be itself. */
export interface CiliumNodeHealth {
	/** `<cluster>/<node>`. */
	readonly name: string;
	/** The node's own address: the underlay. */
	readonly host?: CiliumTarget;
	/** An address of a pod of that node: through tunnel or route, and policy. */
	readonly endpoint?: CiliumTarget;
}

export interface CiliumHealth {
	/** Name of this node. */
	readonly local?: string;
	readonly nodes: readonly CiliumNodeHealth[];
	/** Milliseconds since the epoch of the last round. */
	readonly askedAt?: number;
	/** Milliseconds between two rounds. */
	readonly interval?: number;
}

const probeAt = (object: JsonObject, key: string): CiliumProbe => {
	const probe = objectIfAt(object, key);
	const error = probe && (textIfAt(probe, 'status') ?? '');
	if (error === undefined) {
		return {result: 'unknown'};
	}
	return error === '' ? {result: 'answered'} : {result: 'failed', error};
};

const targetAt = (object: JsonObject, key: string): CiliumTarget | undefined => {
	const primary = objectIfAt(objectIfAt(object, key) ?? {}, 'primary-address');
	const address = primary && textIfAt(primary, 'ip');
	return primary && address
		? {address, icmp: probeAt(primary, 'icmp'), http: probeAt(primary, 'http')}
		: undefined;
};

const units: Readonly<Record<string, number>> = {h: 3_600_000, m: 60_000, s: 1000, ms: 1};

/** A duration as Go prints it: `1m36.566274746s`. */
const durationOf = (text: string): number | undefined => {
	const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,12})?)(h|ms|m|s)/g)];
	const milliseconds = parts.reduce(
		(sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0),
		0,
	);
	return milliseconds > 0 ? milliseconds : undefined;
};

/**
 * The answer of cilium-health to `GET /v1beta/status`: what the last round of its own found, nothing is asked anew.
 * https://github.com/cilium/cilium/tree/main/api/v1/health/models
 */
export const parseCiliumHealth = (text: string): CiliumHealth => {
	const object = objectOf(jsonFrom(text), 'the health status');
	const askedAt = textIfAt(object, 'timestamp') ?? '';
	return {
		nodes: objectsAt(object, 'nodes').map(node => ({
			name: textAt(node, 'name'),
			// Before 1.8 the endpoint had another name.
			...present({
				host: targetAt(node, 'host'),
				endpoint: targetAt(node, 'health-endpoint') ?? targetAt(node, 'endpoint'),
			}),
		})),
		...present({
			local: textIfAt(objectIfAt(object, 'local') ?? {}, 'name'),
			askedAt: askedAt === '' || askedAt.startsWith('0001-') ? undefined : parseTimestamp(askedAt),
			interval: durationOf(textIfAt(object, 'probeInterval') ?? ''),
		}),
	};
};
