import {test} from 'vitest';
import check from '../../../checks/rke2/etcd-member.ts';
import {testCheck, told} from '../../../src/testing.ts';

const silent = (error: string) => ({
	...{address: '10.0.0.3', port: 2380, error, count: 24},
	line: `{"level":"warn","msg":"prober detected unhealthy status","error":"dial tcp 10.0.0.3:2380: ${error}"}`,
	path: '/var/log/pods/kube-system_etcd-node-1_345f/etcd/0.log',
});
const subject = {kind: 'Endpoint', name: '10.0.0.3:2380'} as const;

testCheck(test, check, {
	environment: {role: told('server')},
	passes: {
		'every member answers': {
			evidence: {members: [], reached: ['10.0.0.3'], servers: ['10.0.0.3'], settled: true},
		},
		'a machine that is away altogether': {
			evidence: {members: [silent('i/o timeout')], reached: ['10.0.0.2'], servers: [], settled: true},
		},
	},
	fails: {
		'a firewall on the other server': {
			evidence: {members: [silent('no route to host')], reached: [], servers: ['10.0.0.3'], settled: true},
			findings: [
				{
					message: 'closed',
					subject,
					text: 'does not reach TCP 2380 of the server 10.0.0.3 (no route to host, 24 times in the last minutes), although that machine answers',
				},
			],
		},
		'a server whose RKE2 is stopped': {
			evidence: {members: [silent('connection refused')], reached: ['10.0.0.3'], servers: [], settled: true},
			findings: [{message: 'absent', subject, text: 'etcd does not run on that machine'}],
		},
	},
});
