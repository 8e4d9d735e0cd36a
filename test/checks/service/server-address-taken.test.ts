import {test} from 'vitest';
import check from '../../../checks/service/server-address-taken.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck, told} from '../../../src/testing.ts';

const of = (address: string, port: number, to: string) => ({
	evidence: {
		rules: {
			nft: parseIptablesSave(
				[
					'*nat',
					':KUBE-SERVICES - [0:0]',
					':KUBE-EXT-A - [0:0]',
					':KUBE-SEP-A - [0:0]',
					`-A KUBE-SERVICES -d ${address}/32 -p tcp -m comment --comment "shop/web:api external IP" -m tcp --dport ${port} -j KUBE-EXT-A`,
					`-A KUBE-SEP-A -p tcp -m comment --comment "shop/web:api" -m tcp -j DNAT --to-destination ${to}`,
					'-A KUBE-SEP-A -p tcp -m comment --comment "shop/other:api" -m tcp -j DNAT --to-destination 10.42.9.9:1',
					'COMMIT',
					'',
				].join('\n'),
			),
		},
		servers: ['10.0.0.1:6443', '10.0.0.9:6443'],
	},
});

testCheck(test, check, {
	environment: {role: told('agent'), kubeProxy: told('iptables')},
	passes: {
		'a web service at the address of a server, as ServiceLB has it': of('10.0.0.1', 443, '10.42.1.7:8443'),
		'an address of its own': of('10.0.0.200', 6443, '10.42.1.7:8443'),
		'one that leads to the servers': of('10.0.0.1', 6443, '10.0.0.9:6443'),
	},
	fails: {
		'the port of the API': {
			...of('10.0.0.1', 6443, '10.42.1.7:8443'),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Endpoint', name: '10.0.0.1:6443'},
					text: 'The Service shop/web takes 10.0.0.1:6443, which belongs to a server: what this node sends to the API there goes to 10.42.1.7:8443',
				},
			],
		},
		'the port of the supervisor': {
			...of('10.0.0.9', 9345, '10.42.1.7:8443'),
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '10.0.0.9:9345'}}],
		},
	},
});
