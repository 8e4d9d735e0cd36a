import {test} from 'vitest';
import check from '../../../checks/service/host-port-listener.ts';
import {testCheck, told} from '../../../src/testing.ts';

const ingress = {
	...{pod: 'rke2-ingress-nginx-controller-9xk2p', namespace: 'kube-system', address: '10.42.1.8'},
	...{protocol: 'tcp', hostPort: 443, containerPort: 443},
};
const ports = {all: [ingress], lost: [], shadowed: []};
const socket = (name: string | undefined, address = '0.0.0.0') => ({
	...{address, port: 443},
	processes: name === undefined ? [] : [{name, pid: 812}],
});

testCheck(test, check, {
	environment: {cni: told('canal')},
	passes: {
		'nobody listens': {evidence: {ports, sockets: []}},
		'a program on the loopback alone': {evidence: {ports, sockets: [socket('envoy', '127.0.0.1')]}},
		'what keeps the port for the pod': {evidence: {ports, sockets: [socket('kube-proxy', '*')]}},
		'a program of IPv6 alone, while the pod has an IPv4 address only': {
			evidence: {ports, sockets: [socket('haproxy', '[::]'), socket('haproxy', '[2001:db8::1]')]},
		},
		'one of IPv4 alone, while the pod has an IPv6 address': {
			evidence: {
				ports: {...ports, all: [{...ingress, address: '2001:db8:42::8'}]},
				sockets: [socket('haproxy')],
			},
		},
		'a program whose name only root may know': {evidence: {ports, sockets: [socket(undefined)]}},
		'the pod takes the port of another address': {
			evidence: {
				ports: {...ports, all: [{...ingress, hostIp: '10.0.0.100'}]},
				sockets: [socket('haproxy', '10.0.0.2')],
			},
		},
		'the rules of the pod are gone, which is another finding': {
			evidence: {ports: {...ports, lost: [ingress]}, sockets: [socket('haproxy')]},
		},
	},
	fails: {
		'a program that listens to both families': {
			evidence: {ports, sockets: [socket('haproxy', '*')]},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '*:443'}, text: 'listens on *:443'}],
		},
		'a program with a socket for each thread, once': {
			evidence: {ports, sockets: [socket('haproxy', '*'), socket('haproxy', '*')]},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '*:443'}}],
		},
		'one of an IPv6 cluster': {
			evidence: {
				ports: {...ports, all: [{...ingress, address: '2001:db8:42::8'}]},
				sockets: [socket('haproxy', '[::]')],
			},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '[::]:443'}, text: 'haproxy'}],
		},
		'a load balancer beside the ingress controller': {
			evidence: {ports, sockets: [socket('haproxy')]},
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Endpoint', name: '0.0.0.0:443'},
					text: 'haproxy (process 812) of this node listens on 0.0.0.0:443, but gets no connection from outside: host port 443 of the pod kube-system/rke2-ingress-nginx-controller-9xk2p',
				},
			],
		},
	},
});
