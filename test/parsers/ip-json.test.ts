import {describe, expect, it} from 'vitest';
import {parseIpJson} from '../../src/parsers/ip-json.ts';
import {output} from './output.ts';

describe('parseIpJson', () => {
	it.each([
		['no output at all', '', []],
		['blank lines', '\n\n', []],
		['an empty list', '[]\n', []],
		['the unterminated list of 5.0 to 6.3', output('iproute2-6.1.kinds-route-999.json'), []],
		['placeholders of 4.20', '[{},{},{"ifname":"lo"},{}]', [{ifname: 'lo'}]],
		['a lone placeholder', '[{}]', []],
		[
			'single quotes as before 6.1',
			String.raw`[{"ifalias":"it\'s \\'x"}]`,
			[{ifalias: String.raw`it's \'x`}],
		],
		[
			'types without a key as before 5.0',
			'[{"blackhole","dst":"10.42.0.0/24"}]',
			[{type: 'blackhole', dst: '10.42.0.0/24'}],
		],
	])('reads %s', (_, text, expected) => {
		expect(parseIpJson(text)).toEqual(expected);
	});

	it.each([
		[
			'a plain text',
			'10.42.1.5 via 10.42.1.0 dev flannel.1',
			/not JSON: expected the end, got "\.1\.5 via .*line 1, column 6/,
		],
		['a cut list', '[{"ifname":"lo"}', /got the end of the text \(line 1, column 17\)/],
		['an object', '{"ifname":"lo"}', /expected the output to be an array, got an object/],
		['a list of numbers', '[1]', /expected each entry to be an object, got 1/],
	])('refuses %s', (_, text, message) => {
		expect(() => parseIpJson(text)).toThrow(message);
	});
});
