import {defineProbe} from '../core/probe.ts';
import {answersIfSent, type PeerTarget} from '../derive/peer-contact.ts';
import type {PeerPlan} from '../derive/peer-plan.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {ipRuleIpv6} from './ip.rule-ipv6.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {peerPlan} from './peer.plan.ts';

/** Nodes that are asked by IPv4 and have an IPv6 address too, where pods here have IPv6 addresses (and there are rules for it). */
const targetsOf = (
	{peers}: PeerPlan,
	nodes: readonly KubeNode[],
	rules: readonly RoutingRule[],
): readonly PeerTarget[] =>
	rules.length === 0
		? []
		: peers.flatMap(peer => {
				const node = nodes.find(({name}) => name === peer.name);
				const address = node?.internalIps.find(one => one.includes(':'));
				return address === undefined || peer.underlay.includes(':') ? [] : [{peer, address}];
			});

export const peerUnderlayIpv6 = defineProbe({
	id: 'peer.underlay-ipv6',
	summary:
		'whether the kubelets of other nodes answer on their IPv6 InternalIP, where pods have both families',
	needs: {plan: peerPlan, nodes: kubernetesNodes, rules: ipRuleIpv6},
	requests: ({plan, nodes, rules}) =>
		targetsOf(plan, nodes, rules).map(({address}) => ({
			kind: 'packet',
			packet: 'tls',
			address,
			port: 10_250,
		})),
	parse: (replies, {plan, nodes, rules}) => answersIfSent(targetsOf(plan, nodes, rules), replies),
});
