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
	).map(({data: {relief}}) => relief);

const toMain =
	'ip rule add to 10.42.0.0/26 lookup main priority 49: until the next boot, for every range of pods and services';

test.each([
	[
		'a rule before that of Felix',
		judged(50, felix),
		[
			'ip rule add from all lookup 100 priority 100, then ip rule del from all lookup 100 priority 50: behind the rule of Felix, so that what it encrypts stays encrypted; until the next boot',
		],
	],
	['without Felix’ rule', judged(50), [toMain]],
	['a rule behind that of Felix, which takes nothing', judged(100, felix), []],
	['a rule of a mark whose table Felix does not use', judged(50, {...felix, table: '7'}), [toMain]],
])('%s', (_, found, expected) => {
	expect(found).toEqual(expected);
});
