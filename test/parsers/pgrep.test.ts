import {describe, expect, it} from 'vitest';
import {parsePgrep} from '../../src/parsers/pgrep.ts';
import {survivesDamage} from './damage.ts';

const text = '1234 /opt/bin/flanneld --ip-masq --kube-subnet-mgr\n20 kworker/u8:1\n';

describe('parsePgrep', () => {
	it('reads one process for each line', () => {
		expect(parsePgrep(text)).toEqual([
			{pid: 1234, commandLine: '/opt/bin/flanneld --ip-masq --kube-subnet-mgr'},
			{pid: 20, commandLine: 'kworker/u8:1'},
		]);
		expect(parsePgrep('')).toEqual([]);
		expect(parsePgrep('77\n')).toEqual([{pid: 77, commandLine: ''}]);
	});

	it('survives damage', () => {
		expect(() => parsePgrep('pgrep: bad')).toThrow('expected "<pid> <command line>", got "pgrep: bad"');
		survivesDamage(parsePgrep, text);
	});
});
