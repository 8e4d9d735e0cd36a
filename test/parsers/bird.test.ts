import {describe, expect, it} from 'vitest';
import {errorText} from '../../src/parsers/bgp-session.ts';
import {birdLinesOf} from '../../src/parsers/bird-answer.ts';
import {parseBirdProtocols} from '../../src/parsers/bird-protocols.ts';
import {parseBirdRoutes} from '../../src/parsers/bird-routes.ts';
import {parseBirdStatus} from '../../src/parsers/bird-status.ts';
import {birdMomentOf, birdTimeOf} from '../../src/parsers/bird-time.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const now = Date.UTC(2026, 10, 22, 16, 40);
const sessions = (name: string) =>
	parseBirdProtocols(output(name), now).sessions.map(({neighbour, protocolState, state, error}) =>
		[neighbour, protocolState, state, ...(error ? [errorText(error)] : [])].join(' '),
	);

describe('birdLinesOf', () => {
	it('gives a line without a code that of the line before', () => {
		expect(birdLinesOf('1011-Router ID is 10.0.0.1\n Current\n0013 Daemon is up and running\n')).toEqual([
			{code: 1011, text: 'Router ID is 10.0.0.1'},
			{code: 1011, text: 'Current'},
			{code: 13, text: 'Daemon is up and running'},
		]);
	});

	it.each([
		['an error', '9001 nope is not a protocol\n', 'BIRD answered: nope is not a protocol'],
		['a refusal', '8007 Access denied\n', 'BIRD answered: Access denied'],
		['half an answer', '1011-Router ID is 10.0.0.1\n Current', 'the answer of BIRD is cut off'],
		['another program', 'HTTP/1.1 400 Bad Request\n', 'expected a line of BIRD that begins with a code'],
		['two answers', '0000 \n0000 \n', 'expected the end of the answer'],
		['nothing', '', 'expected a line of BIRD that begins with a code, got ""'],
	])('refuses %s', (_, answer, message) => {
		expect(() => birdLinesOf(answer)).toThrow(message);
	});
});

describe('BIRD and time', () => {
	it('reads times of the last day, and dates', () => {
		expect(birdMomentOf('16:17:38', now)).toBe(now - 1342_000);
		expect(birdMomentOf('16:50:00', now)).toBe(now - 23 * 3_600_000 - 50 * 60_000);
		expect(birdMomentOf('16:40:01', now)).toBe(now + 1000);
		expect(birdMomentOf('2026-11-20', now)).toBe(Date.UTC(2026, 10, 20));
		expect(birdMomentOf('2026-11-20 08:16:18', now)).toBe(Date.UTC(2026, 10, 20, 8, 16, 18));
	});

	it('refuses what no clock shows', () => {
		expect(() => birdTimeOf('2026-13-20 08:16:18')).toThrow('expected a time');
		expect(() => birdMomentOf('yesterday', now)).toThrow('expected a time');
	});
});

describe('parseBirdStatus', () => {
	it('reads who it is and since when', () => {
		expect(parseBirdStatus(output('bird-1.6.8-status.txt'))).toMatchObject({
			version: '1.6.8',
			routerId: '10.0.0.11',
			isRecovering: false,
			state: 'Daemon is up and running',
		});
	});

	it('reads that a graceful restart goes on', () => {
		const {isRecovering, now: time, startedAt} = parseBirdStatus(output('bird-1.6.8-status-restarting.txt'));
		expect(isRecovering).toBe(true);
		expect(time - startedAt).toBeLessThan(240_000);
	});

	it('survives damage', () => {
		survivesDamage(parseBirdStatus, output('bird-1.6.8-status.txt'));
		survivesDamage(parseBirdStatus, output('bird-1.6.8-status-restarting.txt'));
	});
});

describe('parseBirdProtocols', () => {
	it('reads a session of the mesh in full', () => {
		const {kernel, sessions: all} = parseBirdProtocols(output('bird-1.6.8-mesh.txt'), now);
		expect(kernel).toMatchObject([{name: 'kernel1', state: 'up'}]);
		expect(all[0]).toEqual({
			name: 'Mesh_10_0_0_12',
			peering: 'mesh',
			protocolState: 'up',
			state: 'Established',
			neighbour: '10.0.0.12',
			neighbourAs: 64_512,
			since: Date.UTC(2026, 10, 22, 16, 15, 27),
			routes: {imported: 1, exported: 1, preferred: 1},
			source: '10.0.0.11',
			isNeighbourRestarting: false,
			row: 'Mesh_10_0_0_12 BGP      master   up     16:15:27    Established',
		});
	});

	it.each([
		[
			'bird-1.6.8-starting.txt',
			['10.0.0.11 start Active', '10.0.0.12 start Active', '10.0.0.13 start Active'],
		],
		[
			'bird-1.6.8-filtered.txt',
			[
				'10.0.0.11 start Active Socket: Connection refused',
				'10.0.0.12 start Connect',
				'10.0.0.13 start Active Socket: No route to host',
			],
		],
		[
			'bird-1.6.8-as-mismatch.txt',
			[
				'10.0.0.11 wait Established',
				'10.0.0.12 start Idle Received: Bad peer AS',
				'10.0.0.13 start Active Socket: Connection reset by peer',
				'10.0.0.99 start Passive',
				'192.0.2.7 start Passive',
				'10.0.0.1 start Active Socket: Connection refused',
			],
		],
		[
			'bird-1.6.8-deconfigured-shutdown.txt',
			[
				'10.0.0.11 start Active Received: Peer de-configured',
				'10.0.0.12 start Active Received: Administrative shutdown',
				'10.0.0.13 down Down',
				'10.0.0.9 start Connect Socket: No route to host',
				'203.0.113.9 start Active Socket: No route to host',
			],
		],
		[
			'bird-1.6.8-limits.txt',
			[
				'10.0.0.11 up Established',
				'10.0.0.12 start Idle Automatic shutdown: Route limit exceeded',
				'10.0.0.13 down Down Automatic shutdown: Route limit exceeded',
				'10.0.0.9 start Passive',
				'203.0.113.9 start Passive',
			],
		],
		[
			'bird-1.6.8-password-and-duplicate-id.txt',
			[
				'10.0.0.11 start Connect',
				'10.0.0.12 up Established',
				'10.0.0.13 start Idle BGP Error: Bad BGP identifier',
			],
		],
		[
			'bird-1.6.8-passive-hold-timer.txt',
			[
				'10.0.0.11 start Active Socket: Connection refused',
				'10.0.0.13 start Passive BGP Error: Hold timer expired',
				'10.0.0.14 start Passive BGP Error: Hold timer expired',
			],
		],
		[
			'bird6-1.6.8-mesh.txt',
			[
				'fd00::11 start Connect Socket: No route to host',
				'fd00::12 up Established',
				'fd00::13 start Active Socket: Connection refused',
			],
		],
	])('reads %s', (name, expected) => {
		expect(sessions(name)).toEqual(expected);
	});

	it('reads limits, a neighbour that restarts, and a kernel protocol that is down', () => {
		const of = (name: string) => parseBirdProtocols(output(name), now);
		const [, , disabled] = of('bird-1.6.8-limits.txt').sessions;
		expect(disabled).toMatchObject({importLimit: {routes: 0, isHit: true}});
		expect(disabled).not.toHaveProperty('routes');
		const [restarting] = of('bird-1.6.8-neighbour-restarting.txt').sessions;
		expect(restarting).toMatchObject({isNeighbourRestarting: true, routes: {imported: 1}});
		expect(of('bird-1.6.8-kernel-disabled.txt').kernel).toMatchObject([{state: 'down'}]);
		expect(of('bird-1.6.8-unreachable.txt').sessions.map(({peering}) => peering)).toEqual([
			'mesh',
			'mesh',
			'mesh',
			'global',
			'node',
		]);
	});

	it.each([
		['a state that BGP does not have', 'Established   \n', 'Establish   \n', 'a state of BGP'],
		[
			'a row that its details belie',
			'   BGP state:          Established',
			'   BGP state:          Idle',
			'agree',
		],
		[
			'an error of no kind',
			'    Established   \n',
			'    Idle          Scket: Refused\n',
			'expected an error of BGP',
		],
		['a protocol of no state', ' up     16:15', ' upp    16:15', 'the state of a protocol'],
		['a lost address', 'Neighbor address: 10.0.0.12', 'Neighbor address: 10.0.0', 'expected the address'],
	])('refuses %s', (_, from, to, message) => {
		const text = output('bird-1.6.8-mesh.txt');
		expect(text).toContain(from);
		expect(() => parseBirdProtocols(text.replace(from, to), now)).toThrow(message);
	});

	it.each([
		'bird-1.6.8-mesh.txt',
		'bird-1.6.8-limits.txt',
		'bird-1.6.8-neighbour-restarting.txt',
		'bird6-1.6.8-mesh.txt',
	])('survives damage: %s', name => {
		survivesDamage(text => parseBirdProtocols(text, now), output(name));
	});
});

describe('parseBirdRoutes', () => {
	it('reads where a route leads and who told it', () => {
		const routes = parseBirdRoutes(output('bird-1.6.8-route.txt'), now);
		expect(routes.find(({destination}) => destination === '10.42.2.0/26')).toEqual({
			destination: '10.42.2.0/26',
			type: 'unicast',
			nexthops: [{gateway: '10.0.0.12', dev: 'eth0'}],
			protocol: 'Mesh_10_0_0_12',
			since: Date.UTC(2026, 10, 22, 16, 15, 26),
			isRefusedByKernel: false,
			line: '10.42.2.0/26 via 10.0.0.12 on eth0 [Mesh_10_0_0_12 16:15:26] * (100/0) [i]',
		});
		expect(routes.find(({destination}) => destination === '10.42.1.0/26')).toMatchObject({
			type: 'blackhole',
			nexthops: [],
			protocol: 'kernel1',
		});
	});

	it('reads what the kernel refused', () => {
		const refused = (name: string) =>
			parseBirdRoutes(output(name), now).flatMap(({isRefusedByKernel, destination}) =>
				isRefusedByKernel ? [destination] : [],
			);
		expect(refused('bird-1.6.8-route-not-synced.txt')).toEqual(['10.42.1.0/26']);
		expect(refused('bird-1.6.8-route-export-not-synced.txt')).toEqual(['10.42.1.0/26']);
		expect(refused('bird-1.6.8-route.txt')).toEqual([]);
	});

	it('reads a neighbour that is not the next hop, several next hops, and IPv6', () => {
		const further =
			'1007-10.42.3.0/26       via 10.0.0.1 on eth0 [Mesh_10_1_0_13 16:24:36 from 10.1.0.13] * (100/?) [i]\n 10.42.4.0/26       multipath [Node_10_0_0_2 16:24:36] * (100/0) [AS65001i]\n \tvia 10.0.0.2 on eth0 weight 1\n \tvia 10.0.0.3 on eth0 weight 1\n 10.42.5.0/26       unreachable [Mesh_10_2_0_1 2026-11-20 from 10.2.0.1] * (100/-) [i]\n0000 \n';
		expect(parseBirdRoutes(further, now)).toMatchObject([
			{from: '10.1.0.13', nexthops: [{gateway: '10.0.0.1', dev: 'eth0'}]},
			{nexthops: [{gateway: '10.0.0.2'}, {gateway: '10.0.0.3'}]},
			{type: 'unreachable', nexthops: []},
		]);
		expect(parseBirdRoutes(output('bird6-1.6.8-route.txt'), now)[0]).toMatchObject({
			destination: 'fd42:2::/122',
			nexthops: [{gateway: 'fd00::12', dev: 'eth0'}],
		});
	});

	it('has none of a kernel protocol that is down', () => {
		expect(parseBirdRoutes('8005 Protocol is down\n', now)).toEqual([]);
		expect(() => parseBirdRoutes('9001 nope is not a protocol\n', now)).toThrow('BIRD answered');
	});

	it('survives damage', () => {
		survivesDamage(text => parseBirdRoutes(text, now), output('bird-1.6.8-route-not-synced.txt'));
		survivesDamage(text => parseBirdRoutes(text, now), output('bird6-1.6.8-route.txt'));
	});
});
