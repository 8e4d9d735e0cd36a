import {test} from 'vitest';
import check from '../../../checks/service/ipvs-missing.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalPod, containerRun, linksOf, minutesAgo, now} from '../builders.ts';
import {addressesOf, device} from '../host/evidence.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const links = linksOf(
	device('eth0', 2),
	device('kube-ipvs0', 9, {flags: ['BROADCAST', 'NOARP'], operstate: 'DOWN'}),
);
const held = (...addresses: readonly string[]) =>
	addressesOf(['eth0', '10.0.0.2', 24], ...addresses.map(address => ['kube-ipvs0', address, 32] as const));

const ran = (changes: Partial<ContainerRun> = {}) => ({
	run: {pod: canalPod({name: 'kube-proxy-node-2', containers: [containerRun('kube-proxy', changes)]})},
	now,
});
const settled = ran();

testCheck(test, check, {
	environment: {kubeProxy: told('ipvs')},
	passes: {
		'both services are there': {
			evidence: {addresses: held('10.43.0.1', '10.43.0.10'), links, ranges, ...settled},
		},
		'the cluster DNS was taken away by somebody': {
			evidence: {addresses: held('10.43.0.1'), links, ranges, ...settled},
		},
		'kube-proxy has only just begun, as on a node that joins': {
			evidence: {addresses: held(), links, ranges, ...ran({createdAt: minutesAgo(1)})},
		},
		'kube-proxy does not run': {
			evidence: {addresses: held(), links, ranges, ...ran({state: 'exited', end: {exitCode: 1}})},
		},
		'no kube-proxy yet': {evidence: {addresses: held(), links, ranges, run: {}, now}},
		'kube-proxy may run in another mode': {
			evidence: {addresses: held(), links, ranges, ...settled},
			environment: {
				kubeProxy: {value: 'ipvs', signals: [], conflicts: [{value: 'iptables', signals: []}]} as never,
			},
		},
	},
	fails: {
		'the device is there and empty': {
			evidence: {addresses: held(), links, ranges, ...settled},
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Interface', name: 'kube-ipvs0'},
					text: 'kube-ipvs0 does not hold 10.43.0.1 and 10.43.0.10',
				},
			],
		},
		'not even the device': {
			evidence: {addresses: held(), links: linksOf(device('eth0', 2)), ranges, ...settled},
			findings: [
				{message: 'missing', subject: {kind: 'Interface', name: 'kube-ipvs0'}, text: 'no kube-ipvs0'},
			],
		},
	},
});
