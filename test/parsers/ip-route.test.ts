import {describe, expect, it} from 'vitest';
import {parseIpRoute} from '../../src/parsers/ip-route.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const routeTo = (file: string, destination: string, table = 'main') =>
	parseIpRoute(output(file)).find(route => route.destination === destination && route.table === table);

describe('parseIpRoute', () => {
	it.each(['5.10', '6.1', '6.15'])('reads the routes of version %s', version => {
		const file = `iproute2-${version}.ip-routeall.json`;
		expect(routeTo(file, '10.42.1.0/24')).toEqual({
			family: 'ipv4',
			type: 'unicast',
			destination: '10.42.1.0/24',
			gateway: '10.42.1.0',
			dev: 'flannel.1',
			protocol: 'boot',
			scope: 'global',
			table: 'main',
			flags: ['onlink'],
			nexthops: [],
		});
		expect(routeTo(file, '10.42.5.0/24')?.mtu).toBe(1450);
		expect(routeTo(file, '10.42.97.0/26')?.protocol).toBe('bird');
		expect(routeTo(file, '10.42.99.0/26')).toMatchObject({type: 'blackhole', protocol: '80'});
		expect(routeTo(file, '10.42.0.5/32')).toMatchObject({dev: 'cali1a2b3c4d5e6', scope: 'link'});
		expect(routeTo(file, '0.0.0.0/0')).toMatchObject({gateway: '10.0.0.254'});
		expect(routeTo(file, '0.0.0.0/0', '2004')).toMatchObject({type: 'local', dev: 'lo'});
		expect(routeTo(file, '::1/128', 'local')).toMatchObject({family: 'ipv6', metric: 0});
	});

	it('reads multipath, IPv6 gateways, metrics and refusals', () => {
		const file = 'iproute2-6.1.kinds-routeall.json';
		expect(routeTo(file, '0.0.0.0/0')).toMatchObject({
			nexthops: [
				{gateway: '10.0.0.254', dev: 'eth0', weight: 2, flags: []},
				{gateway: '192.168.7.254', dev: 'eth1', weight: 1, flags: []},
			],
		});
		expect(routeTo(file, '0.0.0.0/0')).not.toHaveProperty('dev');
		expect(routeTo(file, '10.50.0.0/16')?.gateway).toBe('fd00::9');
		expect(routeTo(file, '10.51.0.0/16')?.mtu).toBe(1400);
		expect(routeTo(file, '10.53.0.0/16')).toMatchObject({type: 'prohibit', metric: 4_278_198_272});
		expect(routeTo(file, '10.54.0.0/16', '77')?.type).toBe('throw');
		expect(routeTo(file, '10.55.0.0/16')).toMatchObject({source: '192.168.7.1', metric: 50});
	});

	it('tells the default routes of both families apart', () => {
		const routes = parseIpRoute(output('iproute2-6.1.kinds-routeall.json'));
		expect(routes.filter(({destination}) => destination === '::/0').map(({type}) => type)).toEqual([
			'unicast',
			'unreachable',
		]);
		expect(parseIpRoute('[{"dst":"default","dev":"lo"}]', 'ipv6')[0]?.destination).toBe('::/0');
	});

	it('takes the end of a tunnel that a route makes itself for no destination', () => {
		const text =
			'[{"type":"unicast","dst":"10.42.0.0/24","encap":"ip","id":2,"src":"10.0.0.2","dst":"10.0.0.1","ttl":0,"tos":0,"gateway":"10.42.0.219","dev":"cilium_vxlan","flags":["onlink"]},{"dst":"10.50.0.0/16","nexthops":[{"encap":"mpls","dst":"100","gateway":"10.0.0.7","dev":"eth0","flags":[]}]},{"dst":"10.51.0.0/16","dev":"eth0"}]';
		expect(parseIpRoute(text).map(({destination}) => destination)).toEqual([
			'10.42.0.0/24',
			'10.50.0.0/16',
			'10.51.0.0/16',
		]);
	});

	it('names protocols and tables that the program had no names for', () => {
		const [route] = parseIpRoute('[{"dst":"10.0.0.0/8","protocol":"12","table":"254"}]');
		expect(route).toMatchObject({protocol: 'bird', table: 'main'});
		const [strange] = parseIpRoute('[{"dst":"10.0.0.0/8","protocol":"constructor","table":"toString"}]');
		expect(strange).toMatchObject({protocol: 'constructor', table: 'toString'});
	});

	it('reads the invalid JSON of versions before 5.0', () => {
		const text =
			'[{"unicast","dst":"default","gateway":"10.0.0.254","dev":"eth0","flags":[]},{"blackhole","dst":"10.42.99.0/26","flags":[]}]';
		expect(parseIpRoute(text).map(({type}) => type)).toEqual(['unicast', 'blackhole']);
	});

	it('reads `route get`', () => {
		expect(parseIpRoute(output('iproute2-6.1.ip-get.json'))).toMatchObject([
			{destination: '10.42.1.5/32', gateway: '10.42.1.0', dev: 'flannel.1', source: '10.42.0.0'},
		]);
	});

	it('reads a table that does not exist as empty', () => {
		expect(parseIpRoute(output('iproute2-6.1.kinds-route-999.json'))).toEqual([]);
	});

	it('survives damage', () => {
		survivesDamage(parseIpRoute, output('iproute2-6.1.kinds-routeall.json'), {json: true});
	});
});
