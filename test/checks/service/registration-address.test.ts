import {test} from 'vitest';
import check from '../../../checks/service/registration-address.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import type {RegistrationContact} from '../../../src/probes/rke2.registration.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {configurationOf} from '../rke2/configuration.ts';

const vip = (port: number) =>
	`[3:180] -A KUBE-SERVICES -d 10.0.0.200/32 -p tcp -m comment --comment "kube-system/kube-vip:supervisor loadbalancer IP" -m tcp --dport ${port} -j KUBE-EXT-3XKZ7G6XEUBJ5QWL`;
const contact = (result: 'answered' | 'silent') => ({
	...{url: 'https://10.0.0.200:9345', address: '10.0.0.200', port: 9345},
	answer: {result},
});
const evidence = (
	server: string | undefined,
	rule: string,
	registration: readonly RegistrationContact[] = [contact('silent')],
) => ({
	registration,
	configuration: configurationOf(server === undefined ? {} : {server}),
	rules: {
		nft: parseIptablesSave(
			`*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-EXT-3XKZ7G6XEUBJ5QWL - [0:0]\n${rule}\nCOMMIT\n`,
		),
	},
});

testCheck(test, check, {
	environment: {role: told('agent'), kubeProxy: told('iptables')},
	passes: {
		'an address of its own': {evidence: evidence('https://10.0.0.1:9345', vip(9345))},
		'a Service of another port': {evidence: evidence('https://10.0.0.200:9345', vip(80))},
		'a name': {evidence: evidence('https://rke2.example.org:9345', vip(9345))},
		'the address answers, as of SUSE Edge': {
			evidence: evidence('https://10.0.0.200:9345', vip(9345), [contact('answered')]),
		},
		'the address is on this node': {evidence: evidence('https://10.0.0.200:9345', vip(9345), [])},
		'the first server': {evidence: evidence(undefined, vip(9345))},
	},
	fails: {
		'kube-vip has a Service for it': {
			evidence: evidence('https://10.0.0.200:9345', vip(9345)),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Endpoint', name: '10.0.0.200:9345'},
					text: 'is an address of the Service kube-system/kube-vip:',
				},
			],
		},
	},
});
