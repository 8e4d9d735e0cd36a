import {expect, test} from 'vitest';
import {ruledAwayBy} from '../../src/derive/ruled-away-message.ts';
import {parseIpRule} from '../../src/parsers/ip-rule.ts';
import {environmentOf, told} from '../../src/testing.ts';
import {routesOf} from '../checks/builders.ts';

const felix = {priority: 99, not: null, src: 'all', fwmark: '0x200000', fwmask: '0x200000', table: '1'};
const routes = routesOf(
	{dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.2', flags: []},
	{dst: '10.42.0.0/26', gateway: '10.42.0.0', dev: 'vxlan.calico', protocol: 'boot', flags: ['onlink']},
	{dst: '10.42.0.0/26', dev: 'wireguard.cali', table: '1', flags: []},
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', table: '100', flags: []},
);

const judged = (priority: number, ...more: readonly object[]) =>
	ruledAwayBy(
		parseIpRule(
			JSON.stringify([
				{priority: 0, src: 'all', table: 'local'},
				{priority: 32_766, src: 'all', table: 'main'},
				{priority, src: 'all', table: '100'},
				...more,
			]),
		),
		routes,
		'ipv4',
		environmentOf({cni: told('calico')}),
	).map(({data: {before, encrypted}}) => `${before} ${encrypted}`);

test.each([
	[
		'a rule before that of Felix',
		judged(50, felix),
		[
			'49 ip rule add not fwmark 0x200000/0x200000 to 10.42.0.0/26 lookup 1 priority 49 (what Felix encrypts stays encrypted), then ',
		],
	],
	['without Felix’ rule', judged(50), ['49 ']],
	['a rule behind that of Felix, which takes nothing', judged(100, felix), []],
	['a rule of a mark whose table Felix does not use', judged(50, {...felix, table: '7'}), ['49 ']],
])('%s', (_, found, expected) => {
	expect(found).toEqual(expected);
});
