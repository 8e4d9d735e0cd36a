import {test} from 'vitest';
import check from '../../../checks/calico/felix-routes.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, calicoPod, minutesAgo, now} from '../builders.ts';

const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
const healthy = {state: 'healthy', status: 204, body: '', components: []} as const;
const health = {liveness: healthy, readiness: healthy};
/** Said six times, so many minutes apart, by a calico-node that is ready. */
const saying = (message: string, {apart = 1, until = 0, last = ''} = {}) => ({
	evidence: {
		calico: {pod: calicoPod()},
		logs: [
			{
				container: 'calico-node',
				attempt: 0,
				path: '/var/log/pods/calico-system_calico-node-x7k2p_2d3e/calico-node/0.log',
				lines: [...Array<string>(6).fill(message), ...(last === '' ? [] : [last])].map(
					(text, index, all) => ({
						time: minutesAgo(until + (all.length - 1 - index) * apart),
						stream: 'stdout' as const,
						message: text,
					}),
				),
			},
		],
		health,
		now,
	},
});
const refused =
	'2026-11-22 07:59:00.000 [WARNING][111] felix/route_table.go 722: Failed to add route error=no route to host ifaceName="vxlan-v6.calico" ifaceRegex="^vxlan-v6.calico$" ipVersion=0x6';
const today =
	'2026-11-22 07:59:00.000 [WARNING][64] felix/route_table.go 1614: Encountered some errors when trying to update routes.  Will retry. errors="10.42.2.0/26: file exists" ipVersion=0x4';
const poor =
	'2026-11-22 07:59:00.000 [ERROR][75] tunnel-ip-allocator/allocateip.go 502: Unable to autoassign an IPv4 address error=Assigned 0 out of 1 requested IPv4 addresses; No IPs available in pools: [10.42.0.0/16] type="vxlanTunnelAddress"';

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'interfaces of pods that go': saying(refused, {apart: 0.1}),
		'trouble that ended minutes ago': saying(refused, {until: 3}),
		'trouble of an hour ago': saying(refused, {until: 60}),
		'routes that were written in the end': saying(today, {
			last: '2026-11-22 07:59:00.000 [INFO][64] felix/route_table.go 911: Retry was successful.',
		}),
		'an address that came': saying(poor, {
			last: '2026-11-22 07:59:00.000 [INFO][75] tunnel-ip-allocator/allocateip.go 518: Assigned tunnel address to node IP="10.42.1.0"',
		}),
	},
	fails: {
		'a device without IPv6': {
			...saying(refused),
			findings: [{message: 'routes', subject, text: 'no route to host ifaceName="vxlan-v6.calico"'}],
		},
		'a route in the way': {
			...saying(today),
			findings: [{message: 'routes', subject, text: '10.42.2.0/26: file exists'}],
		},
		'a pool without room': {
			...saying(poor),
			findings: [{message: 'tunnelAddress', subject, text: 'No IPs available in pools'}],
		},
	},
});
