import {isIP} from 'node:net';
import {isSameAddress} from '../derive/cidr.ts';
import {type BirdProtocolState, type BirdRow, oneOf} from './bird-row.ts';
import {birdMomentOf} from './bird-time.ts';
import {present} from './json-value.ts';

const bgpStates = [
	'Idle',
	'Connect',
	'Active',
	'OpenSent',
	'OpenConfirm',
	'Established',
	'Close',
	'Passive',
	'Down',
] as const;
/** `Passive`: the neighbour has to connect. `Down`: the protocol itself is. */
export type BgpState = (typeof bgpStates)[number];

/** Who tells the error: TCP, the neighbour, this BIRD about the neighbour, or this BIRD about itself. */
export type BgpErrorSource = 'socket' | 'received' | 'sent' | 'automatic' | 'own';

export interface BgpError {
	readonly source: BgpErrorSource;
	/** `Connection refused`, `Bad peer AS`. */
	readonly text: string;
}

export interface RouteCounts {
	readonly imported: number;
	/** Routes that the own import filter has turned away since the session began; old and new ones alike. */
	readonly filtered?: number;
	readonly exported: number;
	readonly preferred: number;
}

/** What Calico calls the session: of the mesh between nodes, or of a BGPPeer for one node or for all. */
export type BgpPeering = 'mesh' | 'node' | 'global' | 'other';

export interface BgpSession {
	readonly name: string;
	readonly peering: BgpPeering;
	readonly protocolState: BirdProtocolState;
	readonly state: BgpState;
	readonly neighbour: string;
	readonly neighbourAs: number;
	/** Milliseconds of BIRD's clock: when the state of the protocol changed; attempts in vain leave it as it is. */
	readonly since: number;
	readonly error?: BgpError;
	/** Absent while the protocol is down. */
	readonly routes?: RouteCounts;
	/** Only of a session that is established. */
	readonly source?: string;
	/** Calico sets none; `isHit` also where the session goes on and further routes are left out. */
	readonly importLimit?: {readonly routes: number; readonly isHit: boolean};
	/** The neighbour has gone and said before that it would come back: its routes stay for a while. */
	readonly isNeighbourRestarting: boolean;
	/** The row of the summary, for evidence. */
	readonly row: string;
}

const routesForm = /^(\d+) imported, (?:\d+ filtered, )?(\d+) exported, (\d+) preferred$/;

/** https://github.com/projectcalico/bird/blob/master/proto/bgp/bgp.c: bgp_err_classes */
const errorSources: readonly (readonly [prefix: string, source: BgpErrorSource])[] = [
	['Socket: ', 'socket'],
	['Received: ', 'received'],
	['BGP Error: ', 'sent'],
	['Automatic shutdown: ', 'automatic'],
	['Error: ', 'own'],
];

const errorOf = (text: string): BgpError | undefined => {
	if (text === '') {
		return undefined;
	}
	const [prefix, source] = errorSources.find(([start]) => text.startsWith(start)) ?? [];
	if (prefix === undefined || source === undefined || text.length === prefix.length) {
		throw new Error(`expected an error of BGP such as "Socket: …", got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return {source, text: text.slice(prefix.length)};
};

/** An error as BIRD prints it. */
export const errorText = ({source, text}: BgpError): string =>
	`${errorSources.find(([, candidate]) => candidate === source)?.[0] ?? ''}${text}`;

const peeringOf = (name: string): BgpPeering => {
	const [, word] = /^(Mesh|Node|Global)_/.exec(name) ?? [];
	switch (word) {
		case 'Mesh':
			return 'mesh';
		case 'Node':
			return 'node';
		case 'Global':
			return 'global';
		default:
			return 'other';
	}
};

/** Calico names the sessions of its mesh after the neighbour: `Mesh_10_0_0_12`, `Mesh_fd00__12`. */
const isNamedAfter = (name: string, neighbour: string): boolean => {
	const [, address = ''] = /^Mesh_([\da-f_]+?)(?:_port_\d+)?$/.exec(name) ?? [];
	return (
		peeringOf(name) !== 'mesh' ||
		['.', ':'].some(separator => isSameAddress(address.replaceAll('_', separator), neighbour))
	);
};

const numberOf = (text: string, what: string): number => {
	if (!/^\d{1,10}$/.test(text)) {
		throw new Error(`expected ${what} to be a number, got ${JSON.stringify(text.slice(0, 40))}`);
	}
	return Number(text);
};

const routesOf = (text: string): RouteCounts => {
	const [, imported, exported, preferred] = routesForm.exec(text) ?? [];
	if (imported === undefined || exported === undefined || preferred === undefined) {
		throw new Error(`expected numbers of routes, got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return {imported: Number(imported), exported: Number(exported), preferred: Number(preferred)};
};

const limitOf = (text: string | undefined): BgpSession['importLimit'] => {
	const [, routes, hit] = /^(\d+)( \[HIT\])?$/.exec(text ?? '') ?? [];
	return routes === undefined ? undefined : {routes: Number(routes), isHit: hit !== undefined};
};

/** A protocol that is down has no state of BGP, and its row only the error. */
const stateAndError = (row: BirdRow): {readonly state: BgpState; readonly error: BgpError | undefined} => {
	if (row.state === 'down') {
		return {state: 'Down', error: errorOf(row.info)};
	}
	const [word = '', ...rest] = row.info.split(/\s+/);
	return {state: oneOf(bgpStates, word, 'a state of BGP'), error: errorOf(rest.join(' '))};
};

/**
 * A session from its row and the details below it.
 * @throws Error where they do not fit together
 */
export const sessionOf = (row: BirdRow, details: ReadonlyMap<string, string>, now: number): BgpSession => {
	const detail = (name: string): string => {
		const text = details.get(name);
		if (text === undefined) {
			throw new Error(`expected "${name}" of ${row.name}`);
		}
		return text;
	};
	const {state, error} = stateAndError(row);
	const neighbour = detail('Neighbor address');
	if (isIP(neighbour.split('%')[0] ?? '') === 0) {
		throw new Error(`expected the address of ${row.name}, got ${JSON.stringify(neighbour.slice(0, 40))}`);
	}
	if (!isNamedAfter(row.name, neighbour)) {
		throw new Error(`expected ${row.name} to be with the neighbour that it is named after, got ${neighbour}`);
	}
	if (
		detail('BGP state') !== state ||
		(details.get('Last error') ?? '') !== (error ? errorText(error) : '')
	) {
		throw new Error(`expected ${row.text} to agree with the details that follow`);
	}
	const routes = details.get('Routes');
	// Received, rejected, filtered, ignored, accepted.
	const [, turnedAway] = /^\s*\d+\s+\d+\s+(\d+)\s/.exec(details.get('Import updates') ?? '') ?? [];
	const filtered = Number(turnedAway ?? 0) || undefined;
	return {
		name: row.name,
		peering: peeringOf(row.name),
		protocolState: row.state,
		state,
		neighbour,
		neighbourAs: numberOf(detail('Neighbor AS'), 'the AS of a neighbour'),
		since: birdMomentOf(row.since, now),
		...present({
			error,
			routes: routes === undefined ? undefined : {...routesOf(routes), ...present({filtered})},
			source: details.get('Source address'),
			importLimit: limitOf(details.get('Import limit')),
		}),
		isNeighbourRestarting: details.has('Neighbor graceful restart active'),
		row: row.text,
	};
};
