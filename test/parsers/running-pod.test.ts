import fc from 'fast-check';
import {expect, it} from 'vitest';
import {parseRunningPods} from '../../src/parsers/running-pod.ts';

const pod = (
	name: string,
	changes: {readonly spec?: object; readonly metadata?: object; readonly podIP?: string} = {},
) => ({
	metadata: {name, namespace: 'shop', ...changes.metadata},
	spec: {...changes.spec},
	status: {podIP: changes.podIP ?? '10.42.1.7'},
});

it('leaves out what has the network of the node, no address yet, or is on its way out', () => {
	const items = [
		pod('web'),
		pod('agent', {spec: {hostNetwork: true}}),
		pod('young', {podIP: ''}),
		pod('leaving', {metadata: {deletionTimestamp: '2026-11-22T08:00:00Z'}}),
	];
	expect(parseRunningPods(JSON.stringify({items}))).toEqual([
		{namespace: 'shop', name: 'web', address: '10.42.1.7'},
	]);
});

it('gives pods with a name and an address, or an error, whatever the API answers', () => {
	fc.assert(
		fc.property(fc.json(), text => {
			try {
				for (const {name, address} of parseRunningPods(text)) {
					expect(name).not.toBe('');
					expect(address).not.toBe('');
				}
			} catch (error) {
				expect(error).toBeInstanceOf(Error);
			}
		}),
	);
});
