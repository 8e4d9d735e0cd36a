import {test} from 'vitest';
import check from '../../../checks/dns/nodelocal-left.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const held = (...addresses: readonly string[]) =>
	parseIpAddress(
		JSON.stringify([
			{
				ifname: 'nodelocaldns',
				addr_info: addresses.map(local => ({family: 'inet', local, prefixlen: 32, scope: 'global'})),
			},
		]),
	);
const pods = [sandbox('rke2-coredns-rke2-coredns-55fdcddf98-dchm5', {namespace: 'kube-system'})];
const cache = sandbox('node-local-dns-4hxnt', {namespace: 'kube-system'});

testCheck(test, check, {
	passes: {
		'nobody has switched it on': {evidence: {addresses: held(), pods, ranges}},
		'it runs': {evidence: {addresses: held('169.254.20.10', '10.43.0.10'), pods: [...pods, cache], ranges}},
		'it runs under the name that others give it': {
			evidence: {
				addresses: held('169.254.20.10', '10.43.0.10'),
				pods: [...pods, sandbox('nodelocaldns-x8k2m', {namespace: 'kube-system'})],
				ranges,
			},
		},
		'with ipvs it leaves the address of the cluster DNS alone': {
			evidence: {addresses: held('169.254.20.10'), pods, ranges},
		},
		'RKE2 is starting': {
			evidence: {addresses: held('169.254.20.10', '10.43.0.10'), pods: [], ranges},
			environment: {service: told('starting')},
		},
	},
	fails: {
		'it was switched off': {
			evidence: {addresses: held('169.254.20.10', '10.43.0.10'), pods, ranges},
			findings: [
				{message: 'left', subject: {kind: 'Interface', name: 'nodelocaldns'}, text: 'holds 10.43.0.10'},
			],
		},
		'its pod is dead': {
			evidence: {
				addresses: held('169.254.20.10', '10.43.0.10'),
				pods: [{...cache, isReady: false}],
				ranges,
			},
			findings: [{message: 'left', subject: {kind: 'Interface', name: 'nodelocaldns'}}],
		},
	},
});
