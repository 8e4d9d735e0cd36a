import {test} from 'vitest';
import check from '../../../checks/canal/pod-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile} from '../builders.ts';
import {dualStackNode, flannelNode, ownRoutes, routeOf} from '../flannel-builders.ts';

const evidence = {
	node: flannelNode(2),
	routes: [...ownRoutes],
	cniFiles: [cniFile('10-canal.conflist', canalConflist)],
};
const podRoute = (address: string) => routeOf(address, {dev: 'cali0123456789b', scope: 'link'});

testCheck(test, check, {
	passes: {
		'pods of the pod CIDR': {evidence},
		'both families': {
			evidence: {
				...evidence,
				node: dualStackNode(2),
				routes: [...ownRoutes, podRoute('2001:cafe:42:2::7/128')],
			},
		},
		'a range behind a pod, which somebody routed there': {
			evidence: {...evidence, routes: [...ownRoutes, podRoute('10.99.0.0/24')]},
		},
		'addresses of a family in which the Node has no range': {
			evidence: {...evidence, routes: [...ownRoutes, podRoute('fd00::7/128')]},
		},
		'a Node without pod CIDR, which is another finding': {
			evidence: {...evidence, node: flannelNode(2, {podCidrs: []})},
		},
	},
	fails: {
		'addresses of an IPPool': {
			evidence: {...evidence, routes: [...ownRoutes, podRoute('10.42.95.3/32'), podRoute('10.42.95.4/32')]},
			findings: [
				{
					message: 'outside',
					subject: {kind: 'Node', name: 'node-2'},
					text: '2 pods of this node have addresses outside its pod CIDR 10.42.2.0/24, such as 10.42.95.3 on cali0123456789b',
				},
			],
		},
	},
});
