import {test} from 'vitest';
import check from '../../../checks/calico/ip-pool-nat.ts';
import type {ConntrackEntry} from '../../../src/parsers/conntrack.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, ipPool, kubeNode} from '../builders.ts';
import {tracked} from '../conntrack-builders.ts';

const node = kubeNode('node-2', {labels: {rack: 'a'}});
const environment = {bgp: told(false)};
const answerFrom = (to: string) =>
	tracked('udp', {source: '10.42.97.7', to, port: 53, backPort: 40_000, isReplied: true});
const withPools = (
	pools: readonly ReturnType<typeof ipPool>[],
	answered: readonly ConntrackEntry[] = [],
) => ({evidence: {pools, node, answered}, environment});
const subject = {kind: 'IPPool', name: 'default-ipv4-ippool'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'NAT, as RKE2 has it': withPools([ipPool()]),
		'a pool that is disabled': withPools([ipPool({isNatOutgoing: false, isDisabled: true})]),
		'a pool without NAT, of which a pod gets answers': withPools(
			[ipPool({isNatOutgoing: false})],
			[answerFrom('10.0.0.254')],
		),
		'pools that routers outside have routes to: for other racks, and to be asked for': withPools([
			ipPool(),
			ipPool({name: 'rack-b', isNatOutgoing: false, nodeSelector: "rack == 'b'"}),
			ipPool({name: 'public', isNatOutgoing: false, assignmentMode: 'Manual'}),
		]),
		'addresses of IPv6 that the whole world knows': withPools([
			ipPool({cidr: '2001:db8:42::/56', isNatOutgoing: false}),
		]),
	},
	fails: {
		'NAT was switched off': {
			...withPools([ipPool({isNatOutgoing: false})]),
			findings: [{message: 'off', subject, text: '10.42.0.0/16'}],
		},
		'NAT was switched off, and another pool is known outside': {
			...withPools([ipPool({isNatOutgoing: false, cidr: '10.52.0.0/16'})], [answerFrom('10.0.0.254')]),
			findings: [{message: 'off', subject, text: '10.52.0.0/16'}],
		},
		'NAT was switched off, and a pod of another pool answers': {
			...withPools(
				[ipPool({isNatOutgoing: false}), ipPool({name: 'more', cidr: '10.52.0.0/16'})],
				[answerFrom('10.52.0.9')],
			),
			findings: [{message: 'off', subject}],
		},
	},
});
