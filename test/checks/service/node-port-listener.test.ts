import {test} from 'vitest';
import check from '../../../checks/service/node-port-listener.ts';
import {testCheck, told} from '../../../src/testing.ts';

const socket = (name: string | undefined, address = '0.0.0.0') => ({
	...{address, port: 30080, service: 'shop/web:http'},
	processes: name === undefined ? [] : [{name, pid: 812}],
});

testCheck(test, check, {
	environment: {kubeProxy: told('iptables')},
	passes: {
		'nobody listens': {evidence: {sockets: []}},
		'kube-proxy of before 1.27, which holds the port': {evidence: {sockets: [socket('kube-proxy', '*')]}},
		'a program on the loopback alone': {evidence: {sockets: [socket('envoy', '127.0.0.1')]}},
		'a program of IPv6 alone': {evidence: {sockets: [socket('nginx', '[::]')]}},
		'a program whose name only root may know': {evidence: {sockets: [socket(undefined)]}},
	},
	fails: {
		'a program at the NodePort of a service without endpoints': {
			evidence: {sockets: [{...socket('java'), isRejected: true}]},
			findings: [
				{
					message: 'refused',
					subject: {kind: 'Endpoint', name: '0.0.0.0:30080'},
					text: 'connections to it are rejected: 30080 is the NodePort of the service shop/web:http, which has no endpoints',
				},
			],
		},
		'a program with a socket for each thread, once': {
			evidence: {sockets: [socket('envoy'), socket('envoy'), socket('envoy')]},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '0.0.0.0:30080'}}],
		},
		'a web server at the NodePort of a service': {
			evidence: {sockets: [socket('nginx')]},
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Endpoint', name: '0.0.0.0:30080'},
					text: 'nginx (process 812) of this node listens on 0.0.0.0:30080, but gets no connection: 30080 is the NodePort of the service shop/web:http',
				},
			],
		},
	},
});
