import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type BackendRules, type NetfilterDrop, netfilterOf, passageOf} from './netfilter-hooks.ts';

/** Of the ports that the kernel chooses for those who call: net.ipv4.ip_local_port_range. */
const callersPort = 40_000;

export interface TunnelAnswer {
	readonly device: string;
	/** In the pod network: of a peer, and of this node. */
	readonly source: string;
	readonly destination: string;
}

/** Where an answer that comes out of a tunnel for this node itself certainly ends. */
export const tunnelInputDrop = (
	{device, source, destination}: TunnelAnswer,
	rules: BackendRules,
	tables: readonly NftTable[],
): NetfilterDrop | undefined => {
	const passage = passageOf(netfilterOf(rules, tables), {
		family: 'ipv4',
		way: 'in',
		protocol: 'tcp',
		port: callersPort,
		isReply: true,
		source,
		destination,
		incoming: device,
	});
	return passage.kind === 'dropped' ? passage : undefined;
};
