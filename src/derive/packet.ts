import type {IpFamily} from '../core/environment.ts';

/** A packet, mostly the first of a flow. What is undefined is not known. */
interface FirstPacket {
	readonly family: IpFamily;
	/** `ipencap`: IP-in-IP, protocol 4. */
	readonly protocol: 'tcp' | 'udp' | 'ipencap';
	/** Where it goes to; 0 for a protocol without ports. */
	readonly port: number;
	readonly source: string | undefined;
	readonly destination: string | undefined;
	/** Its destination has been translated, as that of a service is. */
	readonly isTranslated?: boolean;
	/** This node has its destination, as it has the addresses of services in ipvs mode. */
	readonly isToLocal?: boolean;
	/** It is a datagram of another node's tunnel. */
	readonly isOfPeer?: boolean;
	/** A pod sends it to an address that is none of the cluster's. */
	readonly leavesCluster?: boolean;
	/** An answer: its flow is established. */
	readonly isReply?: boolean;
	/** The ports of the bridge of pods, by one of which it comes or leaves. */
	readonly bridgePorts?: readonly string[];
	/** As a rule of the family bridge sees it. */
	readonly ports?: BridgePorts;
	/** Absent: it is small, as the first of a flow is. */
	readonly length?: PacketLength;
}

/** Of a packet with its IP header, in octets; what a tunnel puts before it counts. */
export interface PacketLength {
	readonly least: number;
	readonly most: number;
}

/** For this node itself. */
export type IncomingPacket = FirstPacket & {readonly way: 'in'; readonly incoming: string | undefined};
/** Of this node itself. */
export type OutgoingPacket = FirstPacket & {readonly way: 'out'; readonly outgoing: string | undefined};
/** Forwarded. */
export type ForwardedPacket = FirstPacket & {
	readonly way: 'through';
	readonly incoming: string | undefined;
	readonly outgoing: string | undefined;
};

/** What a hook of a bridge shows in place of these: one of its ports, and their bridge where there is one. */
export interface BridgePorts {
	readonly incomingBridge: string | undefined;
	readonly outgoingBridge: string | undefined;
	/** By which of them a packet passes nobody knows here; absent: they are not known either. */
	readonly names?: readonly string[];
}

export type Packet = IncomingPacket | OutgoingPacket | ForwardedPacket;
