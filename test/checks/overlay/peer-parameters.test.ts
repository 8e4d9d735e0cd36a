import {test} from 'vitest';
import check from '../../../checks/overlay/peer-parameters.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelAnnotations, flannelNode, links, notReady, ofDevice, vtepMac} from '../flannel-builders.ts';

const nodes = [flannelNode(1), flannelNode(2), flannelNode(3)];
const withVni = (n: number, vni: number) =>
	flannelNode(n, {
		annotations: flannelAnnotations(n, {'backend-data': `{"VNI":${vni},"VtepMAC":"${vtepMac(n)}"}`}),
	});
const wireguard = (n: number) =>
	flannelNode(n, {
		annotations: flannelAnnotations(n, {'backend-type': 'wireguard', 'backend-data': '{"PublicKey":"k"}'}),
	});

testCheck(test, check, {
	passes: {
		'a healthy cluster': {evidence: {nodes, links}},
		'the only node': {evidence: {nodes: [flannelNode(2)], links}},
		'a very old flannel, which announces no VNI': {
			evidence: {
				nodes: [
					...nodes,
					flannelNode(4, {
						annotations: flannelAnnotations(4, {'backend-data': `{"VtepMAC":"${vtepMac(4)}"}`}),
					}),
				],
				links,
			},
		},
		'a node that is NotReady': {evidence: {nodes: [...nodes, notReady(withVni(4, 7))], links}},
		'a node without flannel': {evidence: {nodes: [...nodes, flannelNode(4, {annotations: {}})], links}},
	},
	fails: {
		'another VNI on one node': {
			evidence: {nodes: [...nodes, withVni(4, 7)], links},
			findings: [{message: 'vni', subject: ofDevice, text: 'This node has VNI 1, but node-4 VNI 7'}],
		},
		'another VNI on all other nodes': {
			evidence: {nodes: [withVni(1, 7), flannelNode(2), withVni(3, 7)], links},
			findings: [{message: 'vni', subject: ofDevice, text: 'node-1 and node-3 VNI 7'}],
		},
		'backend data that somebody emptied': {
			evidence: {
				nodes: [...nodes, flannelNode(4, {annotations: flannelAnnotations(4, {'backend-data': 'null'})})],
				links,
			},
			findings: [
				{
					message: 'unusable',
					subject: ofDevice,
					text: 'node-4 announces VXLAN, but not where its tunnel is (expected a VtepMAC',
				},
			],
		},
		'another backend on one node': {
			evidence: {nodes: [...nodes, wireguard(4)], links},
			findings: [{message: 'backend', subject: ofDevice, text: 'expected backend vxlan, got wireguard'}],
		},
	},
});
