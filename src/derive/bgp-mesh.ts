import type {IpFamily} from '../core/environment.ts';
import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {formatTimestamp} from '../parsers/timestamp.ts';
import {bgpAddressesOf, isReflector} from './bgp-peer.ts';
import type {BirdAnswer} from './bird-daemon.ts';
import {isSameAddress} from './cidr.ts';
import {standingOf} from './node-standing.ts';

/** Nodes for which BIRD of one family has no session. */
export interface MeshGap {
	readonly family: IpFamily;
	readonly missing: readonly {readonly node: string; readonly address: string}[];
	/** `2026-11-22 08:16:18`, of BIRD's clock. */
	readonly configuredAt: string;
	readonly rows: readonly string[];
}

/** confd writes a new configuration within seconds of a change. */
const settledAfter = 60_000;

/** Judged where the mesh is in use: BIRD has sessions of it. Without any it may be off, and BGPPeers take its place. */
export const missingFromMesh = (
	birds: readonly BirdAnswer<BirdProtocols>[],
	nodes: readonly KubeNode[],
	self: string | undefined,
): readonly MeshGap[] =>
	birds.flatMap(({family, status, value: {sessions}}) => {
		// No session is older than BIRD.
		const startedAt = Math.min(status.startedAt, ...sessions.map(({since}) => since));
		const isSettled = status.now - startedAt >= settledAfter;
		if (!isSettled || self === undefined || !sessions.some(({peering}) => peering === 'mesh')) {
			return [];
		}
		const missing = nodes
			.filter(node => node.name !== self && !isReflector(node) && standingOf(node) === 'ready')
			.flatMap(node =>
				bgpAddressesOf(node)
					.filter(address => address.includes(':') === (family === 'ipv6'))
					.map(address => ({node: node.name, address})),
			)
			.filter(({address}) => !sessions.some(({neighbour}) => isSameAddress(neighbour, address)));
		return missing.length === 0
			? []
			: [
					{
						family,
						missing,
						configuredAt: formatTimestamp(status.configuredAt).replace('T', ' ').replace('Z', ''),
						rows: sessions.map(({row}) => row),
					},
				];
	});
