import {describe, expect, it} from 'vitest';
import {parseFelixHealth} from '../../src/parsers/felix-health.ts';
import {survivesDamage} from './damage.ts';

const text = `+---------------------------+----------------+----------------+---------------------+--------+
| COMPONENT                 | TIMEOUT        | LIVENESS       | READINESS           | DETAIL |
+---------------------------+----------------+----------------+---------------------+--------+
| CalculationGraph          | 30s            | reporting live | reporting non-ready |        |
| FelixStartup              | -              | -              | reporting ready     |        |
| InternalDataplaneMainLoop | 1m30s (override) | timed out    | timed out           | first  |
|                           |                |                |                     | second |
+---------------------------+----------------+----------------+---------------------+--------+
`;

describe('parseFelixHealth', () => {
	it('reads the table', () => {
		expect(parseFelixHealth(text)).toEqual([
			{component: 'CalculationGraph', timeout: '30s', liveness: 'good', readiness: 'bad', detail: ''},
			{component: 'FelixStartup', timeout: '-', liveness: 'silent', readiness: 'good', detail: ''},
			{
				component: 'InternalDataplaneMainLoop',
				timeout: '1m30s (override)',
				liveness: 'timed-out',
				readiness: 'timed-out',
				detail: 'first second',
			},
		]);
	});

	it('reads the empty body of old versions', () => {
		expect(parseFelixHealth('')).toEqual([]);
	});

	it.each([
		[
			'another text',
			'404 page not found',
			'expected a table that begins with COMPONENT, got "404 page not found"',
		],
		[
			'an unknown report',
			text.replace('timed out  ', 'constructor'),
			'expected "reporting ready" or the like, got "constructor"',
		],
	])('refuses %s', (_, broken, message) => {
		expect(() => parseFelixHealth(broken)).toThrow(message);
	});

	it('survives damage', () => {
		survivesDamage(parseFelixHealth, text);
	});
});
