import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parsePodAddresses} from '../../src/parsers/pod-addresses.ts';
import {damagedText} from './damage.ts';

const pod = (status: object, spec: object = {}, metadata: object = {}) => ({
	metadata: {name: 'web', namespace: 'shop', ...metadata},
	spec: {containers: [{}], ...spec},
	status,
});
const list = (...items: readonly object[]) => JSON.stringify({items});
const web = {name: 'web', namespace: 'shop', addresses: ['10.42.1.7']};

describe('addresses of pods', () => {
	it.each([
		['one family', list(pod({podIP: '10.42.1.7'})), [web]],
		[
			'both families',
			list(pod({podIP: '10.42.1.7', podIPs: [{ip: '10.42.1.7'}, {ip: '2001:cafe:42:1::7'}]})),
			[{...web, addresses: ['10.42.1.7', '2001:cafe:42:1::7']}],
		],
		['on the network of the node', list(pod({podIP: '10.0.0.2'}, {hostNetwork: true})), []],
		['none yet', list(pod({})), []],
		['being deleted', list(pod({podIP: '10.42.1.7'}, {}, {deletionTimestamp: '2026-11-22T08:00:00Z'})), []],
	])('%s', (_, text, expected) => {
		expect(parsePodAddresses(text)).toEqual(expected);
	});

	it('are those that stand there, or an error, whatever is damaged', () => {
		const whole = list(pod({podIP: '10.42.1.7'}), pod({podIP: '10.42.1.8'}, {}, {name: 'basket'}));
		fc.assert(
			fc.property(damagedText(whole), text => {
				try {
					for (const {addresses} of parsePodAddresses(text)) {
						expect(addresses.every(address => text.includes(address))).toBe(true);
					}
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});
