import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {requestKey} from '../../src/core/request.ts';
import type {Container} from '../../src/parsers/crictl.ts';
import {birdInContainer} from '../../src/probes/bird.in-container.ts';
import {birdProtocols} from '../../src/probes/bird.protocols.ts';
import {birdRoutes} from '../../src/probes/bird.routes.ts';
import {birdSocket} from '../../src/probes/bird.socket.ts';
import {birdStatus} from '../../src/probes/bird.status.ts';
import {output} from '../parsers/output.ts';
import {answered, unanswered} from './replies.ts';
import {failed, known, requestsOf} from './run-probe.ts';

const socket = '/var/run/calico/bird6.ctl';
const absent = unanswered('not-found', `${socket}: no such file`);
const well = answered(output('bird-1.6.8-status.txt'));
const daemonsOf = (...replies: readonly Reply[]) => birdSocket.parse(replies, {}, {});

describe('bird.socket', () => {
	it.each([
		['refused', unanswered('refused', `${socket}: connection refused`)],
		['absent', absent],
		['silent', unanswered('timed-out', `${socket}: no answer from BIRD within 2000 ms`)],
	])('tells that BIRD is %s', (state, reply) => {
		expect(daemonsOf(well, reply)).toMatchObject({ipv4: {state: 'answers'}, ipv6: {state}});
	});

	it.each([
		['a socket for root only', unanswered('denied', `${socket}: permission denied`)],
		['an old bundle', unanswered('not-recorded', 'not recorded')],
		['the end of the run', unanswered('timed-out', 'the run ended before this was read')],
		['another program', answered('hello\n')],
	])('says nothing about BIRD: %s', (_, reply) => {
		expect(() => daemonsOf(reply, absent)).toThrow();
	});
});

describe('bird.protocols and bird.routes', () => {
	it('ask those that answer', () => {
		const daemons = daemonsOf(well, absent);
		expect(birdProtocols.requests({daemons}, {}).map(requestKey)).toEqual([
			'birdcl -r -s /var/run/calico/bird.ctl show protocols all',
		]);
		const birds = birdProtocols.parse([answered(output('bird-1.6.8-mesh.txt'))], {daemons}, {});
		expect(birds).toMatchObject([{family: 'ipv4', value: {sessions: [{}, {}]}}]);
		expect(birdRoutes.requests({birds}, {}).map(requestKey)).toEqual([
			'birdcl -r -s /var/run/calico/bird.ctl show route primary',
			'birdcl -r -s /var/run/calico/bird.ctl show route export kernel1',
		]);
		const routes = answered(output('bird-1.6.8-route.txt'));
		expect(birdRoutes.parse([routes, answered('0000 \n')], {birds}, {})).toMatchObject([
			{family: 'ipv4', value: {forKernel: []}},
		]);
	});

	it('ask for no routes where BIRD enters none into the kernel', () => {
		const daemons = daemonsOf(well, absent);
		const idle = '2002-name     proto    table    state  since       info\n0000 \n';
		const birds = birdProtocols.parse([answered(idle)], {daemons}, {});
		expect(birdRoutes.requests({birds}, {})).toEqual([]);
		expect(birdRoutes.parse([], {birds}, {})).toEqual([]);
	});

	it('have no value where none answers', () => {
		expect(() => birdProtocols.parse([], {daemons: daemonsOf(absent, absent)}, {})).toThrow('no such file');
	});
});

describe('bird.in-container', () => {
	const container: Container = {
		id: 'a1b2c3d4e5f6',
		name: 'calico-node',
		sandboxId: 's',
		attempt: 0,
		state: 'running',
		createdAt: 0,
	};
	const containers = known<readonly Container[]>([container]);
	const absentHere = daemonsOf(absent, absent);
	const socket = known(absentHere);
	const exec = 'crictl exec a1b2c3d4e5f6 birdcl -v -r -s /var/run/calico/bird.ctl show';
	/** As birdc 1.6.8 prints it with -v. */
	const client = (answer: string) =>
		answered(
			`0001 BIRD 1.6.8 ready.\n0016 Access restricted\n${answer.replaceAll(/^ /gm, '     ').replace(/^0000 \n/m, '')}`,
		);

	it('is asked where the socket is not on the node, or may not be used', () => {
		const expected = [`${exec} status`, `${exec.replace('bird.ctl', 'bird6.ctl')} status`];
		expect(requestsOf(birdInContainer, {}, {socket, containers})).toEqual(expected);
		expect(requestsOf(birdInContainer, {}, {socket: failed, containers})).toEqual(expected);
	});

	it.each([
		['it answers on the node', known(daemonsOf(well, absent)), containers],
		['it has ended', known(daemonsOf(unanswered('refused', 'connection refused'), absent)), containers],
		['there is no container', socket, failed],
	])('is not asked: %s', (_, from, inside) => {
		expect(requestsOf(birdInContainer, {}, {socket: from, containers: inside})).toEqual([]);
		expect(() => birdInContainer.parse([], {}, {socket: from, containers: inside})).toThrow('no need');
	});

	it('is understood as if it had come from the socket', () => {
		const inside = birdInContainer.parse(
			[client(output('bird-1.6.8-status.txt')), unanswered('exit-code', 'Unable to connect')],
			{},
			{socket, containers},
		);
		const daemons = birdStatus.parse([], {}, {socket, container: known(inside)});
		expect(daemons).toEqual({
			ipv4: {...daemonsOf(well, absent).ipv4, container: 'a1b2c3d4e5f6'},
			ipv6: {state: 'absent', detail: 'Unable to connect'},
		});
		expect(birdProtocols.requests({daemons}, {}).map(requestKey)).toEqual([`${exec} protocols all`]);
		const mesh = output('bird-1.6.8-mesh.txt');
		const birds = birdProtocols.parse([client(mesh)], {daemons}, {});
		expect(birds[0]?.value).toEqual(
			birdProtocols.parse([answered(mesh)], {daemons: daemonsOf(well, absent)}, {})[0]?.value,
		);
		expect(birdRoutes.requests({birds}, {}).map(requestKey)).toEqual([
			`${exec} route primary`,
			`${exec} route export kernel1`,
		]);
		const [routes] = birdRoutes.parse(
			[client(output('bird-1.6.8-route.txt')), client('0000 \n')],
			{birds},
			{},
		);
		expect(routes?.value.preferred).toHaveLength(6);
		expect(routes?.value.forKernel).toEqual([]);
	});

	it('leaves what the socket told where it fails', () => {
		expect(birdStatus.parse([], {}, {socket, container: failed})).toEqual(absentHere);
		expect(() => birdStatus.parse([], {}, {socket: failed, container: failed})).toThrow('left out');
	});
});
