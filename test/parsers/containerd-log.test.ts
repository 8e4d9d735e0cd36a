import {describe, expect, it} from 'vitest';
import {parseContainerdLog} from '../../src/parsers/containerd-log.ts';
import {textOfFile} from '../tree.ts';
import {survivesDamage} from './damage.ts';

const text = textOfFile('test/parsers/outputs/containerd-1.6.20-no-configuration.log');

describe('parseContainerdLog', () => {
	it('reads what a real one wrote', () => {
		const lines = parseContainerdLog(text);
		expect(lines).toHaveLength(text.trim().split('\n').length);
		expect(lines.find(({message}) => message.startsWith('StopPodSandbox'))).toEqual({
			time: Date.parse('2026-11-22T20:42:44.331Z'),
			level: 'error',
			message: 'StopPodSandbox for "be796a027ab5fc656fe4ac9e99fc4fa5ace19c6993f30f11f9207a08a568eed3" failed',
			error:
				'failed to destroy network for sandbox "be796a027ab5fc656fe4ac9e99fc4fa5ace19c6993f30f11f9207a08a568eed3": cni plugin not initialized',
		});
	});

	it.each([
		['half a line at the start of a tail', 'og" level=error msg="x"'],
		['what a shim prints', '{"level":"warning","msg":"x","time":"2026-11-22T20:42:44Z"}'],
		['a time that is none', 'time="yesterday" level=error msg="x"'],
		['a line without a message', 'time="2026-11-22T20:42:44Z" level=error'],
	])('leaves out %s', (_, line) => {
		expect(parseContainerdLog(line)).toEqual([]);
	});

	it('keeps a value whose quoting is not JSON', () => {
		expect(
			parseContainerdLog(String.raw`time="2026-11-22T20:42:44Z" level=info msg="byte \x1b of \"x\""`),
		).toEqual([
			{time: Date.parse('2026-11-22T20:42:44Z'), level: 'info', message: String.raw`byte \x1b of "x"`},
		]);
	});

	it('survives damage', () => {
		survivesDamage(parseContainerdLog, text);
	});
});
