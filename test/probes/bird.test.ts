import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {requestKey} from '../../src/core/request.ts';
import {birdProtocols} from '../../src/probes/bird.protocols.ts';
import {birdRoutes} from '../../src/probes/bird.routes.ts';
import {birdStatus} from '../../src/probes/bird.status.ts';
import {output} from '../parsers/output.ts';
import {answered, unanswered} from './replies.ts';

const socket = '/var/run/calico/bird6.ctl';
const absent = unanswered('not-found', `${socket}: no such file`);
const well = answered(output('bird-1.6.8-status.txt'));
const daemonsOf = (...replies: readonly Reply[]) => birdStatus.parse(replies, {}, {});

describe('bird.status', () => {
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
