import type {TunnelTraffic} from '../parsers/tunnel-traffic.ts';
import type {IpsecLoss} from './ipsec-errors.ts';
import {isDroppedBeforeSending} from './overlay-verdict.ts';

/** How a report speaks of a tunnel through which nothing comes back. */
export interface SilenceWords {
	readonly reason: (blocked: string, direction: string) => string;
	/** A command, for the node that is named before it. */
	readonly look: (where: string) => string;
}

/** What carries packets to other nodes. */
export interface CarryingTunnel {
	readonly name: string;
	/** UDP; in words where the device does not tell it. */
	readonly port: number | string;
	/** By which Felix encrypts in place of VXLAN. */
	readonly isWireguard: boolean;
}

/** What is lost, and where to look for it: on this node when it drops what it would send, else between the nodes. */
export const silenceWords = (
	traffic: TunnelTraffic | undefined,
	{name, port, isWireguard}: CarryingTunnel,
	ipsec: IpsecLoss,
): SilenceWords => {
	// WireGuard without a session drops by itself what waits too long or is too much: its counters accuse no rule.
	const isLostHere = !isWireguard && traffic !== undefined && isDroppedBeforeSending(traffic);
	const lostHere = isLostHere
		? `this node drops what it would send before it leaves (${traffic.sent.dropped} packets)`
		: undefined;
	return {
		reason: (blocked: string, direction: string): string =>
			ipsec.cause ??
			lostHere ??
			(isWireguard
				? `Felix encrypts by ${name}, UDP port ${port}: most likely there is no session, or the other end refuses the address that this node sends from`
				: `VXLAN, UDP port ${port}, ${blocked}${direction}`) +
				(ipsec.aside === undefined ? '' : `; ${ipsec.aside}`),
		look: (where: string): string => {
			if (ipsec.cause !== undefined) {
				return 'ip xfrm policy; ip xfrm state; ipsec status or swanctl --list-sas: which connection covers the nodes, and why it is not up on both';
			}
			return isLostHere
				? `Look for rules in OUTPUT and POSTROUTING of this node that drop UDP port ${port}: nft list ruleset; iptables-save`
				: `${isWireguard ? `wg show ${name}; ip address show dev ${name}; ` : ''}${where}tcpdump -c 5 -ni any udp${typeof port === 'number' ? ` port ${port}` : ''}, and run this diagnosis again meanwhile`;
		},
	};
};

/** The same of one peer. A pod there that answers through the tunnel tells that only what is for the node itself is lost. */
export const silenceOfPeer = (
	name: string,
	pod: string | undefined,
	words: SilenceWords,
	direction: string,
) =>
	pod === undefined
		? {
				reason: words.reason(
					`is blocked between the two nodes, or the tunnel of ${name} is broken`,
					direction,
				),
				look: words.look(`On ${name}: `),
			}
		: {
				reason: `the tunnel works, for the pod ${pod} on ${name} answers, so ${name} drops what comes from the pod network for itself`,
				look: `On ${name}: rke2-netdoctor; nft list ruleset; iptables-save: which rule of INPUT drops what comes from the range of pods?`,
			};
