import {describe, expect, it} from 'vitest';
import {createCollector} from '../../src/core/collect.ts';
import {jsonOf, textOf} from '../../src/core/evidence.ts';
import {defineProbe} from '../../src/core/probe.ts';
import {command, file, type Reply} from '../../src/core/request.ts';
import {answered, hostOf} from './hosts.ts';

const name = defineProbe({
	id: 'test.name',
	summary: 'a name',
	requests: () => [file('/name')],
	parse: ([reply]) => textOf(reply),
});
const greeting = defineProbe({
	id: 'test.greeting',
	summary: 'a file whose path needs the name',
	needs: {name},
	requests: ({name}) => [file(`/greetings/${name}`)],
	parse: ([reply], {name}) => `${textOf(reply)}, ${name}`,
});

describe('collector', () => {
	it('reads in the order of needs and gives the sources of a value', async () => {
		const host = hostOf({'cat /name': answered('Ada'), 'cat /greetings/Ada': answered('Hello')});
		expect(await createCollector(host).evidence(greeting)).toEqual({
			ok: true,
			value: 'Hello, Ada',
			sources: ['cat /greetings/Ada'],
		});
	});

	it('gives a value that others were put together from the sources of those', async () => {
		const loud = defineProbe({
			id: 'test.loud',
			summary: 'the greeting, louder',
			needs: {greeting},
			requests: () => [],
			parse: (_, values) => values.greeting.toUpperCase(),
		});
		const host = hostOf({'cat /name': answered('Ada'), 'cat /greetings/Ada': answered('Hello')});
		expect(await createCollector(host).evidence(loud)).toEqual({
			ok: true,
			value: 'HELLO, ADA',
			sources: ['cat /greetings/Ada'],
		});
	});

	it('asks once, however many probes want it', async () => {
		const host = hostOf({'cat /name': answered('Ada')});
		const again = defineProbe({...name, id: 'test.again'});
		const collector = createCollector(host);
		await Promise.all([collector.evidence(name), collector.evidence(name), collector.evidence(again)]);
		expect(host.asked).toEqual(['cat /name']);
	});

	it('says through which probe evidence is missing, with the first reason', async () => {
		const host = hostOf({
			'cat /name': {status: 'unanswered', reason: 'denied', detail: '/name: permission denied'},
		});
		expect(await createCollector(host).evidence(greeting)).toEqual({
			ok: false,
			reason: 'denied',
			detail: '/name: permission denied',
			probe: 'test.name',
			sources: ['cat /name'],
		});
		expect(host.asked).toEqual(['cat /name']);
	});

	it('gives wanted evidence as value or reason', async () => {
		const fallback = defineProbe({
			id: 'test.fallback',
			summary: 'asks only when the first source failed',
			wants: {name},
			requests: (_, {name}) => (name.ok ? [] : [file('/other')]),
			parse: ([reply], _, {name}) => (name.ok ? name.value : textOf(reply)),
		});
		const host = hostOf({'cat /other': answered('Grace')});
		expect(await createCollector(host).evidence(fallback)).toMatchObject({ok: true, value: 'Grace'});
	});

	it('turns a parser that throws into unparseable', async () => {
		const broken = defineProbe({
			id: 'test.broken',
			summary: 'not JSON',
			requests: () => [file('/json')],
			parse: ([reply]) => jsonOf(reply),
		});
		const host = hostOf({'cat /json': answered('{')});
		expect(await createCollector(host).evidence(broken)).toMatchObject({ok: false, reason: 'unparseable'});
	});

	it('takes second samples only when nothing else is being read', async () => {
		const slow = new Promise<Reply>(resolve => {
			setTimeout(() => resolve(answered('pong')), 50);
		});
		const host = hostOf({
			'ip -s link': answered('1'),
			'ip -s link (second sample)': answered('2'),
			'cat /slow': slow,
		});
		const ends: string[] = [];
		const counters = defineProbe({
			id: 'test.counters',
			summary: 'two samples',
			requests: () => [
				command('ip', '-s', 'link'),
				{...command('ip', '-s', 'link'), sample: 'last' as const},
			],
			parse: replies => replies.map(textOf),
		});
		const packets = defineProbe({
			id: 'test.packets',
			summary: 'slow',
			requests: () => [file('/slow')],
			parse: ([reply]) => {
				ends.push('slow');
				return textOf(reply);
			},
		});
		const collector = createCollector(host, {onProbe: id => ends.push(id)});
		const [both] = await Promise.all([collector.evidence(counters), collector.evidence(packets)]);
		expect(both).toMatchObject({ok: true, value: ['1', '2']});
		expect(ends).toEqual(['slow', 'test.packets', 'test.counters']);
	});

	it('gives up on what is still being read when the run ends', async () => {
		const end = new AbortController();
		const host = hostOf({'cat /name': new Promise<Reply>(() => undefined)});
		const evidence = createCollector(host, {signal: end.signal}).evidence(greeting);
		end.abort();
		expect(await evidence).toMatchObject({ok: false, reason: 'timed-out'});
	});
});
