import {test} from 'vitest';
import check from '../../../checks/calico/bgp-bird.ts';
import type {Container} from '../../../src/parsers/crictl.ts';
import {told} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {birdStatus, testCheck} from './bgp-builders.ts';

const calicoNode = (changes: Partial<Container> = {}): Container => ({
	id: 'calico-node-0123456789ab',
	sandboxId: 'sandbox',
	name: 'calico-node',
	attempt: 0,
	state: 'running',
	createdAt: minutesAgo(90),
	...changes,
});
const well = {state: 'answers', status: birdStatus()} as const;
const absent = {state: 'absent', detail: '/var/run/calico/bird.ctl: no such file'} as const;
const refused = {state: 'refused', detail: '/var/run/calico/bird.ctl: connection refused'} as const;
const silent = {state: 'silent', detail: 'no answer from BIRD within 2000 ms'} as const;
const containers = [calicoNode()];
const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node/bird'} as const;
const dualStack = {families: told<readonly ['ipv4', 'ipv6']>(['ipv4', 'ipv6'])};

testCheck(test, check, {
	passes: {
		'both answer': {evidence: {daemons: {ipv4: well, ipv6: well}, containers, now}},
		'no BIRD for IPv6 where the cluster has none': {
			evidence: {daemons: {ipv4: well, ipv6: absent}, containers, now},
			environment: {families: told<readonly ['ipv4']>(['ipv4'])},
		},
		'calico-node has just started': {
			evidence: {
				daemons: {ipv4: absent, ipv6: absent},
				containers: [calicoNode({state: 'exited'}), calicoNode({attempt: 1, createdAt: minutesAgo(1)})],
				now,
			},
		},
		'calico-node does not run, which is another finding': {
			evidence: {daemons: {ipv4: refused, ipv6: refused}, containers: [calicoNode({state: 'exited'})], now},
		},
	},
	fails: {
		'it never started': {
			evidence: {daemons: {ipv4: absent, ipv6: absent}, containers, now},
			findings: [{message: 'absent', subject, text: 'in the 90 minutes'}],
		},
		'it has ended': {
			evidence: {
				daemons: {ipv4: refused, ipv6: well},
				containers,
				now,
				processes: [{pid: 4711, commandLine: 'bird6 -R -s /var/run/calico/bird6.ctl'}],
			},
			findings: [{message: 'refused', subject, text: 'nobody listens'}],
		},
		'that for IPv6 has ended': {
			evidence: {daemons: {ipv4: well, ipv6: refused}, containers, now},
			environment: dualStack,
			findings: [
				{
					message: 'refused',
					subject: {...subject, name: 'calico-node/bird6'},
					text: 'BIRD for IPv6 has ended',
				},
			],
		},
		'it hangs': {
			evidence: {daemons: {ipv4: silent, ipv6: absent}, containers, now},
			findings: [{message: 'silent', subject, text: 'BIRD hangs'}],
		},
	},
});
