import {test} from 'vitest';
import check from '../../../checks/calico/refused-route.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, kubeNode, routesOf} from '../builders.ts';

const calico = 'projectcalico.org';
const nodes = [
	kubeNode('node-2', {annotations: {[`${calico}/IPv4Address`]: '10.0.0.2/24'}}),
	kubeNode('node-3', {
		annotations: {
			[`${calico}/IPv4Address`]: '10.0.0.3/24',
			[`${calico}/IPv4VXLANTunnelAddr`]: '10.42.3.0',
		},
	}),
];
const ofBird = {dst: '10.42.3.0/26', gateway: '10.0.0.3', dev: 'eth0', protocol: 'bird', flags: []};
const ofFelix = {...ofBird, gateway: '10.42.3.0', dev: 'vxlan.calico', protocol: '80', flags: ['onlink']};
const refusing = (dst: string, type = 'blackhole', protocol = 'boot') => ({dst, type, protocol, flags: []});
const given = (...routes: readonly object[]) => ({
	evidence: {routes: routesOf(...routes), nodes, self: {name: 'node-2', toldBy: 'certificate of kubelet'}},
});
const text = 'takes packets to pods of node-3, which are behind 10.42.3.0/26';

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'blocks of other nodes': given(ofBird),
		'what BIRD and Felix refuse themselves, of the own block': given(
			ofBird,
			refusing('10.42.2.0/26', 'blackhole', 'bird'),
			refusing('10.42.3.9/32', 'blackhole', '80'),
		),
		'banned addresses that are no pods': given(ofBird, refusing('192.0.2.7/32')),
		'a wider route, which the block wins against': given(ofBird, refusing('10.0.0.0/8', 'unreachable')),
		'a block that a router brings which is no node': given(
			{...ofBird, gateway: '10.0.0.254'},
			refusing('10.42.3.9/32'),
		),
		'a table that nothing of the cluster asks': given(ofBird, {...refusing('10.42.3.9/32'), table: '77'}),
	},
	fails: {
		'one pod of another node that fail2ban has banned': {
			...given(ofBird, refusing('10.42.3.9/32')),
			findings: [{message: 'amid', subject: {kind: 'Route', name: '10.42.3.9/32'}, text}],
		},
		'a part of a block in the tunnel': {
			...given(ofFelix, refusing('10.42.3.0/27', 'prohibit', 'static')),
			findings: [{message: 'amid', subject: {kind: 'Route', name: '10.42.3.0/27'}, text}],
		},
	},
});
