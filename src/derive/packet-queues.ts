import type {WalkAction} from './chain-walk.ts';
import {isTunnelDevice} from './cni-devices.ts';
import type {Packet} from './packet.ts';

/** Numbers of the queues that a program reads; undefined: not known. */
export type QueueReaders = ReadonlySet<number> | undefined;

/**
 * What becomes of a packet that is handed to one of these queues. A program that reads it decides; without one the
 * kernel drops the packet, or goes on with the next chain where the rule says `bypass`.
 * https://man7.org/linux/man-pages/man8/iptables-extensions.8.html (NFQUEUE)
 */
export const queueAction = (
	{first, last, isBypassed}: {readonly first: number; readonly last: number; readonly isBypassed: boolean},
	readers: QueueReaders,
): WalkAction => {
	const isRead = [...(readers ?? [])].some(number => number >= first && number <= last);
	if (readers === undefined || isRead) {
		return {kind: 'unknown'};
	}
	return {kind: isBypassed ? 'accept' : 'drop'};
};

/**
 * A packet that is left no hop: this node does not forward it, or the next one that the tunnel leads to. From port to
 * port of one bridge it needs none.
 */
export const hopsAction = (hops: number, packet: Packet, chain: string): WalkAction =>
	hops <= 1 &&
	packet.way === 'through' &&
	(packet.incoming === undefined || packet.incoming !== packet.outgoing) &&
	(/PREROUTING|prerouting/.test(chain) || isTunnelDevice(packet.outgoing ?? ''))
		? {kind: 'drop'}
		: {kind: 'continue'};
