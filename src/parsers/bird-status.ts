import {birdLinesOf} from './bird-answer.ts';
import {birdTimeOf} from './bird-time.ts';

/** What BIRD says of itself; times are those of its own clock and zone, and only compare with one another. */
export interface BirdStatus {
	readonly version: string;
	/** The node's IPv4 address, unless CALICO_ROUTER_ID says otherwise. */
	readonly routerId: string;
	/** Milliseconds. */
	readonly now: number;
	readonly startedAt: number;
	readonly configuredAt: number;
	/** After a graceful restart BIRD programs no routes until its neighbours have sent theirs, at most 4 minutes. */
	readonly isRecovering: boolean;
	/** `Daemon is up and running`, `Shutdown in progress`, `Reconfiguration in progress`. */
	readonly state: string;
}

const codes = {version: 1000, uptime: 1011, recovery: 24, state: 13} as const;

/** Reads `show status`. */
export const parseBirdStatus = (answer: string): BirdStatus => {
	const lines = birdLinesOf(answer);
	const textIn = (code: number, start: string): string => {
		const line = lines.find(candidate => candidate.code === code && candidate.text.startsWith(start));
		if (line === undefined) {
			throw new Error(`expected a line "${start}…" of code ${code} in the status of BIRD`);
		}
		return line.text.slice(start.length);
	};
	const routerId = textIn(codes.uptime, 'Router ID is ');
	if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(routerId)) {
		throw new Error(`expected a router ID such as 10.0.0.11, got ${JSON.stringify(routerId.slice(0, 40))}`);
	}
	return {
		version: textIn(codes.version, 'BIRD '),
		routerId,
		now: birdTimeOf(textIn(codes.uptime, 'Current server time is ')),
		startedAt: birdTimeOf(textIn(codes.uptime, 'Last reboot on ')),
		configuredAt: birdTimeOf(textIn(codes.uptime, 'Last reconfiguration on ')),
		isRecovering: lines.some(({code}) => code === codes.recovery),
		state: textIn(codes.state, ''),
	};
};
