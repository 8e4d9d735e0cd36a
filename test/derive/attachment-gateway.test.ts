import {strict as assert} from 'node:assert';
import {test} from 'vitest';
import {addressPoolsOf, includesAddress} from '../../src/derive/attachment-addresses.ts';
import {parseAddress} from '../../src/derive/cidr.ts';

const handsOut = (ipam: {readonly type: string}, text: string): boolean => {
	const address = parseAddress(text);
	assert.ok(address);
	return addressPoolsOf({type: 'bridge', ipamType: ipam.type, raw: {type: 'bridge', ipam}}).some(pool =>
		includesAddress(pool, address),
	);
};

test('host-local keeps the gateway for the bridge, or for whoever has it', () => {
	const local = {type: 'host-local', subnet: '10.56.0.0/24'};
	assert.equal(handsOut(local, '10.56.0.1'), false);
	assert.equal(handsOut(local, '10.56.0.2'), true);
	assert.equal(handsOut({...local, gateway: '10.56.0.254'} as typeof local, '10.56.0.254'), false);
	assert.equal(handsOut({...local, gateway: '10.56.0.254'} as typeof local, '10.56.0.1'), true);
});

test('Whereabouts knows no gateway', () => {
	const everywhere = {type: 'whereabouts', range: '10.56.0.0/24'};
	assert.equal(handsOut(everywhere, '10.56.0.1'), true);
});
