import {describe, expect, it} from 'vitest';
import {hasRouteBy} from '../../src/derive/route-by-device.ts';
import {ownRoutes, routeOf} from '../checks/flannel-builders.ts';

describe('hasRouteBy', () => {
	it.each([
		['10.0.0.7', 'eth0', true],
		['192.0.2.7', 'eth0', true],
		['10.0.0.7', 'eth1', false],
		['fd00::7', 'eth0', false],
		['no address', 'eth0', false],
	])('%s by %s: %s', (address, device, expected) => {
		expect(hasRouteBy(ownRoutes, device, address)).toBe(expected);
	});

	it('looks at all tables and all next hops', () => {
		const nexthops = [{gateway: '10.9.0.1', dev: 'eth1', flags: []}];
		expect(hasRouteBy([routeOf('10.0.0.0/8', {table: '200', nexthops})], 'eth1', '10.0.0.7')).toBe(true);
	});
});
