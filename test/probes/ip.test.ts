import {expect, it} from 'vitest';
import {ipRoute} from '../../src/probes/ip.route.ts';

const ipv6 = [
	{dst: 'default', gateway: 'fe80::1', dev: 'eth0', metric: 1024, pref: 'medium'},
	{dst: 'fe80::/64', dev: 'eth0', metric: 256, pref: 'medium'},
];
const both = [{dst: 'default', gateway: '10.0.0.254', dev: 'eth0'}, ...ipv6];

it('takes each route once, although the first list holds both families', () => {
	const replies = [both, ipv6].map(routes => ({status: 'answered', body: JSON.stringify(routes)}) as const);
	expect(ipRoute.parse(replies, {}, {}).map(({family, destination}) => [family, destination])).toEqual([
		['ipv4', '0.0.0.0/0'],
		['ipv6', '::/0'],
		['ipv6', 'fe80::/64'],
	]);
});
