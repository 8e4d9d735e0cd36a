import {expect, test} from 'vitest';
import {checks} from '../checks/index.generated.ts';
// @ts-expect-error The lab is plain JavaScript.
import {loadFaults} from './lab/faults.js';

interface Expectation {
	readonly cause: string;
}
interface Fault {
	readonly id: string;
	readonly expect: 'nothing' | Expectation | ((lab: object) => Expectation);
}

/** Expectations take nothing of the lab but its network and names. */
const lab = {
	cluster: {network: {overlayDevice: 'flannel.1', overlayPort: 8472}},
	target: {description: {}},
	peer: {description: {}},
};

const messages = new Set(
	checks.flatMap(({id, messages}) => [id, ...Object.keys(messages).map(message => `${id}#${message}`)]),
);

test('every cause that a fault of the lab expects is a message of the catalogue', async () => {
	const faults: readonly Fault[] = await loadFaults();
	const causes = faults.flatMap(({id, expect: expected}) => {
		const value = typeof expected === 'function' ? expected(lab) : expected;
		return value === 'nothing' ? [] : [`${id}: ${value.cause}`];
	});
	expect(causes.filter(line => !messages.has(line.split(': ')[1] ?? ''))).toEqual([]);
});
