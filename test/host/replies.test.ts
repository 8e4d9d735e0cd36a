import {readFile, readlink} from 'node:fs/promises';
import {connect} from 'node:net';
import {describe, expect, it} from 'vitest';
import {limitError, unansweredBy} from '../../src/host/replies.ts';

const errorOf = (work: Promise<unknown>): Promise<unknown> => work.catch(error => error);
const connecting = (): Promise<unknown> =>
	new Promise((resolve, reject) => connect(1, '127.0.0.1', () => resolve(undefined)).on('error', reject));
const unknownErrno = Object.assign(new Error("EDQUOT: disk quota exceeded, open '/x'"), {
	code: 'EDQUOT',
	syscall: 'open',
});

describe('what could not be read', () => {
	it.each<[string, () => Promise<unknown>, string]>([
		['a missing file', () => readFile('/no/such'), 'no such file'],
		['a directory', () => readFile('/'), 'is a directory'],
		['no link', () => readlink('/'), 'invalid argument'],
		['a closed port', connecting, 'connection refused'],
	])('says of %s what it is, in one line without the path twice', async (_, work, text) => {
		expect(unansweredBy(await errorOf(work()), '/x').detail).toBe(`/x: ${text}`);
	});

	it('keeps the name of an error that it does not know, and our own words', () => {
		expect(unansweredBy(unknownErrno, '/x').detail).toBe('/x: EDQUOT: disk quota exceeded');
		expect(unansweredBy(limitError('EFBIG', 'more than 5 bytes'), '/x')).toEqual({
			status: 'unanswered',
			reason: 'too-large',
			detail: '/x: more than 5 bytes',
		});
		expect(unansweredBy(new Error('one\ntwo'), '/x').detail).toBe('/x: one');
		expect(unansweredBy(Object.assign(new Error(''), {code: 'EHOSTDOWN'}), '/x').detail).toBe(
			'/x: EHOSTDOWN',
		);
	});
});
