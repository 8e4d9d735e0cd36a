import {describe, expect, it, vi} from 'vitest';

// What hangs is counted for the whole process; tests elsewhere let calls hang for ever.
vi.resetModules();
const {leaveIfStuck} = await import('../../src/cli/leave.ts');
const {withinDeadline} = await import('../../src/host/deadline.ts');

/** Wide enough that a busy machine does not use it up between two of the calls below. */
const leave = async (graceMs = 500): Promise<readonly string[]> => {
	const killed: string[] = [];
	await leaveIfStuck(2, {graceMs, kill: why => killed.push(why)});
	return killed;
};

describe('the end of the program', () => {
	it('is its own when every read came back, also late', async () => {
		expect(await leave()).toEqual([]);
		let finish: (value: string) => void = () => undefined;
		const late = new Promise<string>(resolve => {
			finish = resolve;
		});
		await expect(withinDeadline(late, 1)).rejects.toThrow('no answer within 1 ms');
		setTimeout(() => finish('late'), 1);
		expect(await leave()).toEqual([]);
	});

	it('is its own when slow reads come back one after the other', async () => {
		const late = (milliseconds: number): Promise<void> =>
			new Promise(resolve => setTimeout(resolve, milliseconds));
		for (const milliseconds of [200, 400, 600, 800]) {
			await expect(withinDeadline(late(milliseconds), 0)).rejects.toThrow('no answer');
		}
		expect(await leave()).toEqual([]);
	});

	it('is forced when one never does, even after its deadline', async () => {
		await expect(withinDeadline(new Promise(() => undefined), 1)).rejects.toMatchObject({code: 'ETIMEDOUT'});
		expect(await leave(20)).toEqual([expect.stringContaining('killed instead of exit code 2')]);
	});
});
