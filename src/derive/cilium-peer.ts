import type {CiliumEndpoint} from '../parsers/cilium-endpoints.ts';
import type {CiliumHealth, CiliumNodeHealth, CiliumTarget} from '../parsers/cilium-health.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {nodeNameIn} from './cilium.ts';
import {isInService, standingOf} from './node-standing.ts';

/** `partly`: one of ICMP and HTTP is answered. `unknown`: nothing was asked, or not yet. */
export type CiliumReach = 'reached' | 'partly' | 'lost' | 'unknown';

/** Another node of this cluster that should be reached, by what this node's last round found. */
export interface CiliumPeer {
	readonly node: string;
	readonly health: CiliumNodeHealth;
	readonly host: CiliumReach;
	readonly endpoint: CiliumReach;
}

export const ciliumReachOf = (target: CiliumTarget | undefined): CiliumReach => {
	const results = target === undefined ? [] : [target.icmp.result, target.http.result];
	const answered = results.filter(result => result === 'answered').length;
	const failed = results.filter(result => result === 'failed').length;
	if (answered + failed === 0) {
		return 'unknown';
	}
	if (answered > 0) {
		return failed > 0 ? 'partly' : 'reached';
	}
	return failed === results.length ? 'lost' : 'unknown';
};

/** Whether the last round is too old to tell: a daemon that hangs goes on giving it out. */
export const isOldRound = ({askedAt, interval}: CiliumHealth, now: number): boolean =>
	askedAt !== undefined && interval !== undefined && now - askedAt > 3 * interval + 60_000;

/** The endpoint of Cilium's own health checks, where a policy stops what comes to it: then its silence proves nothing. */
export const policyOfHealth = (endpoints: readonly CiliumEndpoint[]): CiliumEndpoint | undefined =>
	endpoints.find(
		({labels, policy}) => labels.includes('reserved:health') && /^(ingress|both)$/.test(policy ?? ''),
	);

/** Peers that the API calls in service; nodes that start, stop or are gone prove nothing, nor do other clusters. */
export const ciliumPeersOf = (health: CiliumHealth, nodes: readonly KubeNode[]): readonly CiliumPeer[] =>
	health.nodes.flatMap(entry => {
		const node = nodeNameIn(entry.name, health.local);
		const object = nodes.find(({name}) => name === node);
		return entry.name === health.local || object === undefined || !isInService(standingOf(object))
			? []
			: [{node, health: entry, host: ciliumReachOf(entry.host), endpoint: ciliumReachOf(entry.endpoint)}];
	});

/** A question lasts half a minute, in which TCP tries again several times: a lost packet does not make it fail. */
export const answersOnlyPings = ({health: {host, endpoint}}: CiliumPeer): boolean =>
	host?.http.result === 'answered' &&
	endpoint?.icmp.result === 'answered' &&
	endpoint.http.result === 'failed' &&
	/deadline exceeded|timeout/i.test(endpoint.http.error);

const errorOf = (target: CiliumTarget | undefined): string => {
	const {icmp, http} = target ?? {};
	const errors = [
		icmp?.result === 'failed' ? `ICMP ${icmp.error}` : '',
		http?.result === 'failed' ? `HTTP ${http.error}` : '',
	];
	return errors.filter(Boolean).join('; ') || 'answers';
};

/** The findings of a round about one node, as `cilium-health status` would show them. */
export const ciliumPeerLine = ({health: {name, host, endpoint}}: CiliumPeer): string =>
	[
		`${name}: node ${host?.address ?? '(not asked)'} ${errorOf(host)}`,
		`endpoint ${endpoint?.address ?? '(not asked)'} ${errorOf(endpoint)}`,
	].join(', ');
