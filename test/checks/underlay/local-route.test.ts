import {test} from 'vitest';
import check from '../../../checks/underlay/local-route.ts';
import {testCheck} from '../../../src/testing.ts';
import {onUnderlay, ownRoutes, peerOf, peerRoute, routeOf} from '../flannel-builders.ts';
import {addresses, links} from '../host/evidence.ts';

const one = peerOf(1);
const local = (destination: string, dev: string) =>
	routeOf(destination, {type: 'local', table: 'local', dev});
const flushed = [...ownRoutes, peerRoute(1), local('127.0.0.1/32', 'lo')];
const judged = (routes: typeof flushed, result: 'silent' | 'answered' = 'silent') => ({
	evidence: {
		...{routes, addresses, links, overlay: []},
		underlay: [onUnderlay(one, result)],
		underlayPings: [onUnderlay(one, result)],
	},
});

testCheck(test, check, {
	passes: {
		'nodes that are silent for another reason': judged([...flushed, local('10.0.0.2/32', 'eth0')]),
		'nodes that answer all the same': judged(flushed, 'answered'),
		'a table that was not shown': judged([...ownRoutes, peerRoute(1)]),
	},
	fails: {
		'a table that was flushed': {
			...judged(flushed),
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'eth0 has 10.0.0.2, but the table local',
				},
			],
		},
	},
});
