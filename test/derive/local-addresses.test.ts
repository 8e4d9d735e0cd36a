import {expect, test} from 'vitest';
import {removalOf, spokenFrom} from '../../src/derive/local-addresses.ts';
import {addressOf, links, ownRoutes, routeOf} from '../checks/flannel-builders.ts';

const local = (destination: string, dev: string) =>
	routeOf(destination, {type: 'local', table: 'local', dev});
const text = (destination: string, dev: string) => `local ${destination} dev ${dev} table local`;

test.each([
	['10.0.0.3/32', 'eth0', 'ip address del 10.0.0.3/24 dev eth0'],
	['10.42.0.0/16', 'lo', 'ip address del 10.42.0.1/16 dev lo'],
	['10.0.0.3/32', 'lo', 'ip route del local 10.0.0.3/32 dev lo table local'],
])('%s on %s is taken away by: %s', (destination, dev, command) => {
	const addresses = [addressOf('eth0', '10.0.0.3/24'), addressOf('lo', '10.42.0.1/16')];
	expect(removalOf(text(destination, dev), local(destination, dev), addresses)).toBe(command);
});

test('a node speaks from the network of its gateway, or as its default route says, and as end of its tunnel', () => {
	expect([...spokenFrom(ownRoutes, [])]).toEqual(['10.0.0.2']);
	const told = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0', source: '10.0.0.7'});
	expect([...spokenFrom([told], links)]).toEqual(['10.0.0.7', '10.0.0.2']);
});
