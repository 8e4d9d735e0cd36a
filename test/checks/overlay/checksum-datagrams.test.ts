import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-datagrams.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {links} from '../flannel-builders.ts';

const old = kubeNode('node-3', {kernelVersion: '5.4.0-42-generic'});
const present = kubeNode('node-1', {kernelVersion: '6.1.0-40-amd64'});
const evidence = {errors: {tcp: 0, udp: 7}, nodes: [present, old], links};

testCheck(test, check, {
	environment: {nodeName: told('node-2'), overlayDevice: told('flannel.1')},
	passes: {
		'no error was counted': {evidence: {...evidence, errors: {tcp: 0, udp: 0}}},
		'a single datagram of anybody': {evidence: {...evidence, errors: {tcp: 0, udp: 1}}},
		'kernels that are well': {evidence: {...evidence, nodes: [present, kubeNode('node-3')]}},
		'the old kernel is that of this node': {
			evidence,
			environment: {nodeName: told('node-3'), overlayDevice: told('flannel.1')},
		},
		'the node with the old kernel is on its way out': {
			evidence: {...evidence, nodes: [present, {...old, isBeingDeleted: true}]},
		},
		'a kernel of RHEL, whose number does not tell': {
			evidence: {...evidence, nodes: [present, kubeNode('node-3', {kernelVersion: '4.18.0-193.el8.x86_64'})]},
		},
		'no device of VXLAN': {evidence: {...evidence, links: []}},
	},
	fails: {
		'damaged datagrams come in, and a node has a kernel that makes them': {
			evidence,
			findings: [
				{
					message: 'likely',
					subject: {kind: 'Interface', name: 'flannel.1'},
					text: '7 UDP datagrams arrived with wrong checksums',
				},
			],
		},
	},
});
