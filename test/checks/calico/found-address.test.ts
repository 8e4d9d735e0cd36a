import {test} from 'vitest';
import check from '../../../checks/calico/found-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, calicoPod, containerRun, kubeNode, minutesAgo, now, routesOf} from '../builders.ts';

const unhealthy = {state: 'unhealthy', status: 503, body: '', components: []} as const;
const crashed = calicoPod({
	containers: [
		containerRun('calico-node', {
			state: 'exited',
			attempt: 8,
			createdAt: minutesAgo(3),
			end: {exitCode: 1, reason: 'Error', startedAt: minutesAgo(3), finishedAt: minutesAgo(2)},
		}),
	],
});
const ending = (message: string) => ({
	calico: {pod: crashed},
	logs: [
		{
			container: 'calico-node',
			attempt: 8,
			path: '/var/log/pods/calico-system_calico-node-x7k2p_2d3e/calico-node/8.log',
			lines: [{time: minutesAgo(2), stream: 'stdout' as const, message}],
		},
	],
	health: {liveness: unhealthy, readiness: unhealthy},
	now,
});
const taken = (address: string) =>
	ending(
		`2026-10-23 14:20:00.000 [WARNING][9] startup/startup.go 983: Calico node 'node-1' is already using the IPv4 address ${address}.`,
	);
const nodeOf = (name: string, address: string) => kubeNode(name, {internalIps: [address]});
const own = nodeOf('node-2', '10.0.0.2');
const nodes = [nodeOf('node-1', '10.0.0.1'), own, nodeOf('node-3', '10.0.0.3')];
const addressOf = (address: string, link: string) =>
	({address, link, family: 'ipv4', prefixLength: 24, scope: 'global', flags: []}) as const;
const route = (dst: string, dev: string) => ({type: 'unicast', dst, dev, protocol: 'kernel', flags: []});
const base = {
	node: own,
	nodes,
	addresses: [addressOf('10.0.0.2', 'eth0'), addressOf('172.18.0.1', 'br-d710e33f6c1a')],
	routes: routesOf(route('10.0.0.0/24', 'eth0'), route('172.18.0.0/16', 'br-d710e33f6c1a')),
};
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a clone has the InternalIP of this node': {evidence: {...base, ...taken('10.0.0.2')}},
		'nobody here has the address': {evidence: {...base, ...taken('10.0.0.9')}},
		'the interface leads to the other nodes as well': {
			evidence: {
				...base,
				...taken('172.18.0.1'),
				routes: routesOf(route('10.0.0.0/24', 'eth0'), route('10.0.0.0/8', 'br-d710e33f6c1a')),
			},
		},
		'a clone on a network of its own, by which the others are reached': {
			evidence: {
				...base,
				...taken('172.18.0.1'),
				nodes: [
					own,
					...['1', '3'].map(n => ({
						...nodeOf(`node-${n}`, `10.0.0.${n}`),
						annotations: {'projectcalico.org/IPv4Address': `172.18.0.${n}/24`},
					})),
				],
			},
		},
		'it ends for another reason': {evidence: {...base, ...ending('Terminating')}},
		'a single node': {evidence: {...base, ...taken('172.18.0.1'), nodes: [own]}},
	},
	fails: {
		'a bridge of Docker': {
			evidence: {...base, ...taken('172.18.0.1')},
			findings: [
				{
					message: 'leadsNowhere',
					subject,
					text: 'took 172.18.0.1 of br-d710e33f6c1a for the address of this node, which node-1 took as well',
				},
			],
		},
	},
});
