import type {NftTable} from '../parsers/nft-ruleset.ts';
import {
	type BackendRules,
	type NetfilterDrop,
	netfilterOf,
	type Passage,
	passageOf,
} from './netfilter-hooks.ts';

/** Of the ports that the kernel chooses for those who call: net.ipv4.ip_local_port_range. */
const callersPort = 40_000;
const kubeletPort = 10_250;

/** What goes from one address of the pod network to another, by a tunnel. */
export interface TunnelPacket {
	readonly device: string;
	readonly source: string;
	readonly destination: string;
}

const dropOf = (passage: Passage): NetfilterDrop | undefined =>
	passage.kind === 'dropped' ? passage : undefined;

/** Where an answer that comes out of a tunnel for this node itself certainly ends. */
export const tunnelInputDrop = (
	{device, source, destination}: TunnelPacket,
	rules: BackendRules,
	tables: readonly NftTable[],
): NetfilterDrop | undefined =>
	dropOf(
		passageOf(netfilterOf(rules, tables), {
			family: 'ipv4',
			way: 'in',
			protocol: 'tcp',
			port: callersPort,
			isReply: true,
			source,
			destination,
			incoming: device,
		}),
	);

/** Where what this node sends itself into a tunnel certainly ends, such as the calls of an API server to webhooks. */
export const tunnelOutputDrop = (
	{device, source, destination}: TunnelPacket,
	rules: BackendRules,
	tables: readonly NftTable[],
): NetfilterDrop | undefined =>
	dropOf(
		passageOf(netfilterOf(rules, tables), {
			family: 'ipv4',
			way: 'out',
			protocol: 'tcp',
			port: kubeletPort,
			source,
			destination,
			outgoing: device,
		}),
	);
