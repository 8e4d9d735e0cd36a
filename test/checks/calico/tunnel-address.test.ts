import {test} from 'vitest';
import check from '../../../checks/calico/tunnel-address.ts';
import {calicoInterfaceOf} from '../../../src/parsers/calico-interface.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, sandbox} from '../builders.ts';
import {addressOf, routeOf} from '../flannel-builders.ts';

const web = sandbox('web-5d7f9c6b8d-4x2lp', {namespace: 'shop'});
const device = calicoInterfaceOf('shop', 'web-5d7f9c6b8d-4x2lp');
const evidence = (tunnel: string, pod: string, link = 'vxlan.calico') => ({
	addresses: [addressOf('eth0', '10.0.0.2/24'), addressOf(link, tunnel)],
	routes: [
		routeOf('10.42.139.64/26', {gateway: '10.42.139.64', dev: 'vxlan.calico'}),
		routeOf(`${pod}/32`, {dev: device, scope: 'link'}),
		routeOf(`${tunnel}/32`, {dev: link, table: 'local', type: 'local'}),
	],
	workloads: new Map([[device, web]]),
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'an address each': {evidence: evidence('10.42.247.0', '10.42.247.7')},
		'an interface of the host with an address of its own': {
			evidence: evidence('10.42.247.7', '10.42.247.7', 'eth1'),
		},
	},
	fails: {
		'one address for both': {
			evidence: evidence('10.42.247.7', '10.42.247.7'),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Interface', name: 'vxlan.calico'},
					text: 'The pod shop/web-5d7f9c6b8d-4x2lp has 10.42.247.7',
				},
			],
		},
		'IP-in-IP, and a pod that containerd does not know': {
			evidence: {...evidence('10.42.247.7', '10.42.247.7', 'tunl0'), workloads: new Map()},
			findings: [{message: 'taken', subject: {kind: 'Interface', name: 'tunl0'}, text: `behind ${device}`}],
		},
	},
});
