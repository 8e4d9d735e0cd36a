import {test} from 'vitest';
import check from '../../../checks/cilium/masquerade-interface.ts';
import {testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {chartSubject, onCilium} from '../cilium-builders.ts';

const told = (interfaces: string, more: Readonly<Record<string, string>> = {}) => ({
	'egress-masquerade-interfaces': interfaces,
	'enable-ipv4-masquerade': 'true',
	...more,
});
const routes = routesOf({dst: 'default', gateway: '10.0.0.254', dev: 'ens5', flags: []});

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'all interfaces, as by default': {evidence: {configuration: {}, routes}},
		'this one among others': {evidence: {configuration: told('eth+ ens+'), routes}},
		'this one by name': {evidence: {configuration: told('eth0,ens5'), routes}},
		'programs do it instead of rules': {
			evidence: {configuration: told('eth0', {'enable-bpf-masquerade': 'true'}), routes},
		},
		'nobody does it': {
			evidence: {configuration: told('eth0', {'enable-ipv4-masquerade': 'false'}), routes},
		},
		'a node without a way out': {evidence: {configuration: told('eth0'), routes: []}},
		'two ways, of which one fits': {
			evidence: {
				configuration: told('ens5'),
				routes: routesOf({
					dst: 'default',
					flags: [],
					nexthops: [
						{gateway: '10.0.0.254', dev: 'ens5', weight: 1, flags: []},
						{gateway: '10.1.0.254', dev: 'ens6', weight: 1, flags: []},
					],
				}),
			},
		},
	},
	fails: {
		'the names of another image': {
			evidence: {configuration: told('eth+'), routes},
			findings: [
				{
					message: 'other',
					subject: chartSubject,
					text: 'only on eth+, but this node reaches the world by ens5',
				},
			],
		},
	},
});
