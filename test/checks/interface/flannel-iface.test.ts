import {test} from 'vitest';
import check from '../../../checks/interface/flannel-iface.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	addressOf,
	eth0,
	flannel1,
	flannelAnnotations,
	flanneld,
	flannelNode,
	linkOf,
	links,
	ofDevice,
	ownRoutes,
	routeOf,
} from '../flannel-builders.ts';

const node = flannelNode(2);
const healthy = {links, addresses, routes: [...ownRoutes], process: flanneld(), node};
const twoNics = {
	...healthy,
	links: [...links, linkOf('eth1', {index: 3})],
	addresses: [...addresses, addressOf('eth1', '192.168.50.2/24')],
};
const overEth1 = {
	...flannel1,
	vxlan: {vni: 1, port: 8472, local: '192.168.50.2', lower: 'eth1', learning: false, isExternal: false},
};

testCheck(test, check, {
	passes: {
		'the interface of the default route': {evidence: healthy},
		'two default routes, the better one is in use': {
			evidence: {
				...twoNics,
				routes: [...ownRoutes, routeOf('0.0.0.0/0', {gateway: '192.168.50.254', dev: 'eth1', metric: 400})],
			},
		},
		'chosen by name': {
			evidence: {
				...twoNics,
				links: [eth0, linkOf('eth1', {index: 3}), overEth1],
				process: flanneld({interfaces: ['eth1']}),
			},
		},
		'chosen by a pattern of addresses': {
			evidence: {
				...twoNics,
				links: [eth0, linkOf('eth1', {index: 3}), overEth1],
				process: flanneld({regexes: ['^192\\.168\\.']}),
			},
		},
		'chosen by annotation': {
			evidence: {
				...twoNics,
				links: [eth0, linkOf('eth1', {index: 3}), overEth1],
				node: flannelNode(2, {annotations: flannelAnnotations(2, {'node-public-ip': '192.168.50.2'})}),
			},
		},
		'chosen by the way to an address, which only the kernel knows': {
			evidence: {...healthy, process: flanneld({canReach: '10.0.0.254'})},
		},
		'the second choice is the first that exists': {
			evidence: {...healthy, process: flanneld({interfaces: ['bond0', 'eth0']})},
		},
		'no device, which is another finding': {evidence: {...healthy, links: [eth0]}},
	},
	fails: {
		'the configured interface does not exist': {
			evidence: {...healthy, process: flanneld({interfaces: ['bond0']})},
			findings: [{message: 'none', subject: ofDevice, text: 'error looking up interface bond0'}],
		},
		'the default route is gone': {
			evidence: {...healthy, routes: [...ownRoutes.slice(1)]},
			findings: [{message: 'noDefaultRoute', subject: ofDevice, text: 'unable to find default route'}],
		},
		'configured, but not restarted since': {
			evidence: {...twoNics, process: flanneld({interfaces: ['eth1']})},
			findings: [
				{
					message: 'differs',
					subject: ofDevice,
					text: 'sends by eth0, but the next time flannel starts it takes eth1 (iface eth1)',
				},
			],
		},
		'the default route moved': {
			evidence: {
				...twoNics,
				routes: [routeOf('0.0.0.0/0', {gateway: '192.168.50.254', dev: 'eth1'}), ...ownRoutes.slice(1)],
			},
			findings: [{message: 'differs', subject: ofDevice, text: 'eth1 (default route)'}],
		},
	},
});
