import {journalMessage} from './rke2-journal.ts';

/** Why RKE2 cannot join: in words of https://github.com/k3s-io/k3s/tree/master/pkg/clientaccess and pkg/agent/config. */
export type RegistrationFault =
	| 'mismatch'
	| 'proxy'
	| 'token'
	| 'clock'
	| 'certificate'
	| 'notRke2'
	| 'otherApi'
	| 'unreachable';

export interface RegistrationTrouble {
	readonly fault: RegistrationFault;
	/** What RKE2 said last of it, without the words of journald. */
	readonly message: string;
	/** How often it said so among its last lines. */
	readonly count: number;
}

/** Only what it said last: trouble of an earlier start may be settled. */
const lastLines = 50;

/** A server that is just starting refuses connections for a while. */
const leastAttempts = 3;

const registers =
	/\/cacerts|\/v1-(?:rke2|k3s)\/|failed to get CA certs|failed to retrieve configuration|failed to validate (?:token|connection)|token CA hash|critical configuration|tunnel endpoints: the server could not find/i;

const faults: readonly (readonly [RegistrationFault, RegExp])[] = [
	// The supervisor of 9345 answers so what only the API server knows.
	['otherApi', /the server could not find the requested resource/],
	['mismatch', /critical configuration (?:value )?mismatch/i],
	// A page of Squid's own: one of Apache or nginx that calls itself a proxy may be that of a balancer before the servers.
	['proxy', /\bSquid\b|The requested URL could not be retrieved/],
	// net/http of Go: the proxy is not reached, or refuses to connect, which it says without a number.
	[
		'proxy',
		/proxyconnect tcp:|": (?:Forbidden|Proxy Authentication Required|Bad Gateway|Service Unavailable|Gateway Timeout)$/,
	],
	[
		'token',
		/token CA hash does not match|failed to (?:normalize|validate) token|\b401 Unauthorized|\b403 Forbidden/i,
	],
	['clock', /x509: .*current time \S+ is before /],
	['certificate', /x509: /],
	// Servers of RKE2 answer 5xx while they start.
	[
		'notRke2',
		/\/\S*: 4\d\d \S|<!DOCTYPE html|<html[ >]|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
	],
	[
		'unreachable',
		/connection refused|connection reset|deadline exceeded|Client\.Timeout|i\/o timeout|TLS handshake timeout|no route to host|network is unreachable|no such host|lookup \S+: (?:Try again|server misbehaving|Temporary failure)|\bEOF\b/,
	],
];

const faultOf = (message: string): RegistrationFault | undefined =>
	registers.test(message) ? faults.find(([, words]) => words.test(message))?.[0] : undefined;

/** The trouble that RKE2 had last with joining, or undefined where it had none, or too little of it to tell. */
export const registrationTrouble = (journal: readonly string[]): RegistrationTrouble | undefined => {
	const told = journal.slice(-lastLines).flatMap(line => {
		const message = journalMessage(line);
		const fault = faultOf(message);
		return fault === undefined ? [] : [{fault, message, ends: line.includes('level=fatal')}];
	});
	const last = told.at(-1);
	if (last === undefined) {
		return undefined;
	}
	const same = told.filter(({fault}) => fault === last.fault);
	return same.length >= leastAttempts || last.ends
		? {fault: last.fault, message: last.message, count: same.length}
		: undefined;
};
