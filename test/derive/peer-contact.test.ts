import {describe, expect, it} from 'vitest';
import {Unavailable} from '../../src/core/evidence.ts';
import type {Reply} from '../../src/core/request.ts';
import {
	answersIfSent,
	answersOf,
	contactOf,
	peerContactsOf,
	reachedOf,
	silentOnOverlay,
	silentOnUnderlay,
} from '../../src/derive/peer-contact.ts';
import {onOverlay, onUnderlay, peerOf} from '../checks/flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const targets = [one, three].map(peer => ({peer, address: peer.underlay}));
const answered: Reply = {status: 'answered', body: '{"result":"answered","milliseconds":2}'};
const passive: Reply = {status: 'unanswered', reason: 'passive', detail: 'nothing is sent with --passive'};

describe('answersOf', () => {
	it('leaves out what could not be sent', () => {
		expect(answersIfSent(targets, [answered, passive])).toEqual([
			{peer: one, address: '10.0.0.1', answer: {result: 'answered', milliseconds: 2}},
			{peer: three, address: '10.0.0.3'},
		]);
	});

	it('says why when nothing was sent', () => {
		expect(() => answersIfSent(targets, [passive, passive])).toThrow(
			new Unavailable('passive', 'nothing is sent with --passive'),
		);
		expect(answersOf(targets, [passive, passive])).toEqual(targets);
	});

	it('is empty without targets', () => {
		expect(answersIfSent([], [])).toEqual([]);
	});
});

describe('contactOf', () => {
	it.each([
		[{result: 'answered'}, 'answers'],
		[{result: 'reset'}, 'answers'],
		[{result: 'silent', detail: 'no answer to the connection request within 1000 ms'}, 'silent'],
		[{result: 'silent', detail: 'connected, but no complete TLS handshake within 1000 ms'}, 'stalls'],
		[{result: 'silent'}, 'silent'],
		[{result: 'unreachable'}, 'unclear'],
		[{result: 'too-big'}, 'unclear'],
		[undefined, 'unclear'],
	] as const)('%j is %s', (answer, contact) => {
		expect(contactOf(answer)).toBe(contact);
	});
});

describe('reachedOf', () => {
	it('tells where packets arrive, whatever comes of the handshake', () => {
		const results = ['answered', 'reset', 'stalled', 'silent', 'unreachable', 'too-big', 'unsent'] as const;
		const answers = results.map((result, index) => onOverlay(peerOf(index + 1), result));
		expect(reachedOf(answers)).toEqual(['10.42.1.0', '10.42.2.0', '10.42.3.0']);
	});
});

describe('peerContactsOf', () => {
	const none = {underlayPings: [], overlayPings: []};
	const contact = (answers: Partial<Parameters<typeof peerContactsOf>[0]>) =>
		peerContactsOf({underlay: [], overlay: [], ...none, ...answers})[0];

	it('believes the overlay when the underlay is filtered', () => {
		expect(
			contact({underlay: [onUnderlay(one, 'silent')], overlay: [onOverlay(one, 'answered')]}),
		).toMatchObject({underlay: 'answers', overlay: 'answers'});
	});

	it('tells a filtered port from a dead node by a ping', () => {
		expect(
			contact({underlay: [onUnderlay(one, 'unreachable')], underlayPings: [onUnderlay(one, 'answered')]}),
		).toEqual({peer: one, underlay: 'pings'});
		expect(
			contact({underlay: [onUnderlay(one, 'silent')], underlayPings: [onUnderlay(one, 'silent')]}),
		).toEqual({peer: one, underlay: 'silent'});
	});

	it('lets no ping turn a stalled connection into a good one', () => {
		expect(
			contact({
				underlay: [onUnderlay(one, 'answered')],
				overlay: [onOverlay(one, 'stalled')],
				overlayPings: [onOverlay(one, 'answered')],
			}),
		).toMatchObject({overlay: 'stalls', milliseconds: 3.1});
	});
});

describe('who is sent a ping', () => {
	const silent = [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')];

	it('on the underlay: peers that answered nowhere', () => {
		expect(silentOnUnderlay(silent, [])).toEqual([{peer: one, address: '10.0.0.1'}]);
		expect(silentOnUnderlay(silent, [onOverlay(one, 'answered')])).toEqual([]);
		expect(silentOnUnderlay([onUnderlay(one, 'stalled')], [])).toEqual([]);
	});

	it('through the overlay: peers that are there, but silent in it', () => {
		const overlay = [onOverlay(one, 'silent'), onOverlay(three, 'silent')];
		expect(silentOnOverlay({underlay: silent, overlay, underlayPings: []})).toEqual([
			{peer: three, address: '10.42.3.0'},
		]);
		expect(
			silentOnOverlay({underlay: silent, overlay, underlayPings: [onUnderlay(one, 'answered')]}),
		).toHaveLength(2);
	});
});
