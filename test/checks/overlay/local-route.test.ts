import {test} from 'vitest';
import check from '../../../checks/overlay/local-route.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	addresses,
	ofDevice,
	onOverlay,
	onUnderlay,
	ownRoutes,
	peerOf,
	peerRoute,
	routeOf,
} from '../flannel-builders.ts';

const one = peerOf(1);
const local = (destination: string, dev: string) =>
	routeOf(destination, {type: 'local', table: 'local', dev});
const others = [...ownRoutes, peerRoute(1), local('127.0.0.1/32', 'lo'), local('10.0.0.2/32', 'eth0')];
const silent = {
	routes: others,
	addresses,
	underlay: [onUnderlay(one, 'answered')],
	overlay: [onOverlay(one, 'silent')],
	underlayPings: [],
	overlayPings: [onOverlay(one, 'silent')],
};

testCheck(test, check, {
	passes: {
		'a tunnel that is silent for another reason': {
			evidence: {...silent, routes: [...others, local('10.42.2.0/32', 'flannel.1')]},
		},
		'a tunnel that answers': {
			evidence: {...silent, overlay: [onOverlay(one, 'answered')], overlayPings: []},
		},
		'a table that was not shown': {evidence: {...silent, routes: [...ownRoutes, peerRoute(1)]}},
	},
	fails: {
		'a table that was flushed': {
			evidence: silent,
			findings: [
				{message: 'missing', subject: ofDevice, text: 'flannel.1 has 10.42.2.0, but the table local'},
			],
		},
	},
});
