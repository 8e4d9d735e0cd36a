import {type BgpError, type BgpState, errorText} from '../parsers/bgp-session.ts';
import type {BgpPeer} from './bgp-peer.ts';

/**
 * Why a session does not come about. Of the connection: `refused`, `unanswered`, `unreachable` (somebody said so),
 * `noRoute`, `waiting` (the neighbour is to call and does not), `idle` (BIRD itself does not call), `lost` (it was well
 * and fell silent). Of BGP: `closed` (the neighbour hangs up at once), `mute` (it takes the connection and does not
 * answer), `ended` (it said goodbye), `incompatible`, `failing` (of another error).
 */
export type BgpTrouble =
	| 'refused'
	| 'unanswered'
	| 'unreachable'
	| 'noRoute'
	| 'waiting'
	| 'idle'
	| 'lost'
	| 'closed'
	| 'mute'
	| 'ended'
	| 'incompatible'
	| 'failing';

/** Longer than BIRD needs to try again, and than calico-node of a peer needs to restart. */
const settledAfter = 60_000;

const ofSocket: Readonly<Record<string, BgpTrouble>> = {
	'Connection refused': 'refused',
	'Connection timed out': 'unanswered',
	'No route to host': 'unreachable',
	'Host is down': 'unreachable',
	'Network is unreachable': 'noRoute',
	'Network is down': 'noRoute',
	'Connection closed': 'closed',
	'Connection reset by peer': 'closed',
	'Broken pipe': 'closed',
};

const farewells: readonly string[] = [
	'Administrative shutdown',
	'Peer de-configured',
	'Administrative reset',
	'Other configuration change',
	'Connection rejected',
];

/** What an operator can do about an error that trying again does not cure: https://www.rfc-editor.org/rfc/rfc4271#section-6 */
const meanings: Readonly<Record<string, string>> = {
	'Authentication failure': 'the passwords differ',
	'Kernel MD5 auth failed': 'the kernel here takes no password for TCP',
	'Unacceptable hold time': 'the hold time of one end is too short for the other',
	'Required capability missing': 'one end insists on a capability that the other lacks',
	'No supported AFI/SAFI': 'one end speaks only IPv4, the other only IPv6',
	'Unsupported version number': 'the other end does not speak BGP 4',
	'Unsupported optional parameter': 'the other end refuses an option of BIRD',
	'Maximum number of prefixes reached': 'this node sends more routes than the other end takes',
	'Out of Resources': 'the other end has no memory or no session left',
	'No listening socket': 'BIRD could not open its port, which another program holds',
};

/** In words, as far as they are known. */
const meaningOf = ({text}: BgpError): string | undefined => meanings[text];

/** Absent for a session that is well, that has been switched off, or of which nothing can be said yet. */
export const troubleOf = ({session, bird}: BgpPeer): BgpTrouble | undefined => {
	const {state, error, since, isNeighbourRestarting} = session;
	if (state === 'Established' || state === 'Down' || isNeighbourRestarting || bird.isRecovering) {
		return undefined;
	}
	if (error !== undefined && error.source !== 'socket' && meaningOf(error) !== undefined) {
		return 'incompatible';
	}
	// A session is no older than BIRD.
	if (bird.now - since < settledAfter) {
		return undefined;
	}
	// A session that was well and is lost begins anew, later than BIRD did.
	const wasNeverUp = [bird.startedAt, bird.configuredAt].some(moment => Math.abs(since - moment) < 10_000);
	return error === undefined ? troubleOfState(state) : troubleOfError(state, error, wasNeverUp);
};

/** No attempt has failed so far: `Connect` and `Active` alternate while BIRD calls in vain. */
const troubleOfState = (state: BgpState): BgpTrouble | undefined => {
	switch (state) {
		case 'Passive':
			return 'waiting';
		case 'Connect':
		case 'Active':
			return 'unanswered';
		case 'OpenSent':
		case 'OpenConfirm':
			return 'mute';
		case 'Idle':
			return 'idle';
		case 'Close':
		case 'Established':
		case 'Down':
			return undefined;
	}
};

/** Errors that have a check of their own. */
const judgedElsewhere: readonly string[] = ['Bad peer AS', 'Bad BGP identifier'];

const troubleOfError = (
	state: BgpState,
	{source, text}: BgpError,
	wasNeverUp: boolean,
): BgpTrouble | undefined => {
	if (text === 'Hold timer expired') {
		return wasNeverUp ? 'mute' : 'lost';
	}
	if (source === 'received' && farewells.includes(text)) {
		return 'ended';
	}
	if (source === 'socket') {
		// Who only waits does not call: its last error is of a session that was.
		return state === 'Passive' ? 'waiting' : (ofSocket[text] ?? 'failing');
	}
	return source === 'automatic' || judgedElsewhere.includes(text) ? undefined : 'failing';
};

/** The error as BIRD shows it, with what it means. */
export const explainedError = (error: BgpError): string => {
	const meaning = meaningOf(error);
	return meaning === undefined ? errorText(error) : `${errorText(error)} (${meaning})`;
};

/** How long a session has been as it is. */
export const minutesOf = ({session: {since}, bird: {now}}: BgpPeer): number =>
	Math.max(0, Math.floor((now - since) / 60_000));

/** Other nodes that should be there: one that starts, stops or is drained explains its sessions itself. */
export const troubledNodes = (peers: readonly BgpPeer[], trouble: BgpTrouble): readonly BgpPeer[] =>
	peers.filter(peer => peer.standing === 'ready' && peer.node !== undefined && troubleOf(peer) === trouble);

/** Routers that a BGPPeer names; a session of the mesh with an address of no Node is of one that has gone. */
export const isRouter = ({node, session: {peering}}: BgpPeer): boolean =>
	node === undefined && (peering === 'node' || peering === 'global');
