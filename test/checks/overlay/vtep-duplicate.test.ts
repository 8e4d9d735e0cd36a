import {test} from 'vitest';
import check from '../../../checks/overlay/vtep-duplicate.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelAnnotations, flannelNode, links, notReady, vtepMac} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2)];
const nat = (n: number) => flannelNode(n, {annotations: flannelAnnotations(n, {'public-ip': '10.0.2.15'})});
const clone = flannelNode(3, {
	annotations: flannelAnnotations(3, {'backend-data': `{"VNI":1,"VtepMAC":"${vtepMac(1)}"}`}),
});

testCheck(test, check, {
	passes: {
		'a healthy cluster': {evidence: {nodes, links}},
		'the only node': {evidence: {nodes: [flannelNode(2)], links}},
		'the Node object of a machine that came back under another name': {
			evidence: {
				nodes: [
					...nodes,
					notReady(flannelNode(9, {annotations: flannelAnnotations(9, {'public-ip': '10.0.0.1'})})),
				],
				links,
			},
		},
		'nodes without pod CIDR': {
			evidence: {nodes: [...nodes, flannelNode(3, {podCidrs: []}), flannelNode(4, {podCidrs: []})], links},
		},
	},
	fails: {
		'the NAT address of VirtualBox on every node': {
			evidence: {nodes: [nat(1), nat(2), nat(3)], links},
			findings: [
				{
					message: 'publicIp',
					subject: {kind: 'Endpoint', name: '10.0.2.15'},
					text: 'node-1, node-2 and node-3 all announce 10.0.2.15',
				},
			],
		},
		'clones to which DHCP gave one address': {
			evidence: {
				nodes: [
					...nodes,
					flannelNode(3, {
						internalIps: ['10.0.0.1'],
						annotations: flannelAnnotations(3, {'public-ip': '10.0.0.1'}),
					}),
				],
				links,
			},
			findings: [
				{
					message: 'internalIp',
					subject: {kind: 'Endpoint', name: '10.0.0.1'},
					text: 'node-1 and node-3 all have the InternalIP 10.0.0.1',
				},
			],
		},
		'a cloned machine': {
			evidence: {nodes: [...nodes, clone], links},
			findings: [
				{message: 'vtepMac', subject: {kind: 'Endpoint', name: vtepMac(1)}, text: 'node-1 and node-3'},
			],
		},
		'one pod CIDR for two nodes': {
			evidence: {nodes: [...nodes, flannelNode(3, {podCidrs: ['10.42.1.0/24']})], links},
			findings: [{message: 'podCidr', subject: {kind: 'AddressRange', name: '10.42.1.0/24'}}],
		},
	},
});
