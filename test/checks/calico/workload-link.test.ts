import {expect, it, test} from 'vitest';
import check from '../../../checks/calico/workload-link.ts';
import {excludeCniDevices} from '../../../src/derive/networkmanager-exclusion.ts';
import {calicoInterfaceOf} from '../../../src/parsers/calico-interface.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const web = sandbox('web-5d7f9c6b8d-4x2lp', {namespace: 'shop'});
const device = calicoInterfaceOf('shop', 'web-5d7f9c6b8d-4x2lp');
const other = calicoInterfaceOf('shop', 'basket-66c9b7d5f-2wx8q');
const veth = (flags: readonly string[], ifname = device) => ({
	ifindex: 7,
	ifname,
	flags,
	mtu: 1450,
	operstate: flags.includes('LOWER_UP') ? 'UP' : 'DOWN',
	address: 'ee:ee:ee:ee:ee:ee',
});
const up = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
const route = {dst: '10.42.1.7', dev: device, protocol: 'boot', scope: 'link', flags: []};
const subject = {kind: 'Interface', name: device} as const;

const evidence = (
	flags: readonly string[],
	{
		routes = [route],
		workloads = new Map([[device, web]]),
	}: {routes?: readonly object[]; workloads?: ReadonlyMap<string, typeof web>} = {},
) => ({links: linksOf(veth(flags)), routes: routesOf(...routes), workloads, now});

testCheck(test, check, {
	passes: {
		'a pod with interface and route': {evidence: evidence(up)},
		'a pod that is being made': {
			evidence: evidence(['BROADCAST'], {
				routes: [],
				workloads: new Map([[device, {...web, createdAt: minutesAgo(0.2)}]]),
			}),
		},
		'a pod that is being removed': {
			evidence: evidence(['BROADCAST'], {
				routes: [],
				workloads: new Map([[device, {...web, isReady: false}]]),
			}),
		},
		'an interface of no pod': {evidence: evidence(['BROADCAST'], {workloads: new Map()})},
		'an interface that is down but not of a pod': {
			evidence: {links: linksOf(veth(['BROADCAST'], 'eth1')), routes: [], workloads: new Map(), now},
		},
		'a pod with an IPv6 address only': {
			evidence: evidence(up, {routes: [{...route, dst: '2001:cafe:42::7'}]}),
		},
	},
	fails: {
		'set down': {
			evidence: evidence(['BROADCAST', 'MULTICAST'], {routes: []}),
			findings: [{message: 'down', subject, text: 'shop/web-5d7f9c6b8d-4x2lp is down'}],
		},
		'eth0 of the pod is down': {
			evidence: evidence(['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP']),
			findings: [{message: 'peerDown', subject}],
		},
		'no route': {
			evidence: evidence(up, {routes: [{...route, dev: 'cali00000000000'}]}),
			findings: [{message: 'routeMissing', subject}],
		},
		'the blackhole of a block of one address is in its place': {
			evidence: evidence(up, {
				routes: [{type: 'blackhole', dst: '10.42.1.7', protocol: '80', flags: []}],
			}),
			findings: [{message: 'singleBlock', subject, text: 'blocks here hold one address (10.42.1.7/32)'}],
		},
		'a blackhole of somebody else': {
			evidence: evidence(up, {
				routes: [{type: 'blackhole', dst: '192.0.2.9', protocol: 'static', flags: []}],
			}),
			findings: [{message: 'routeMissing', subject}],
		},
		'a route in another table': {
			evidence: evidence(up, {routes: [{...route, table: '220'}]}),
			findings: [{message: 'routeMissing', subject}],
		},
		'no route to any pod': {
			evidence: {
				links: linksOf(veth(up), veth(up, other)),
				routes: [],
				workloads: new Map([
					[device, web],
					[other, sandbox('basket-66c9b7d5f-2wx8q', {namespace: 'shop'})],
				]),
				now,
			},
			findings: [
				{
					message: 'allRoutesMissing',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'any of the 2 pods of this node',
				},
			],
		},
	},
});

it('writes no file for NetworkManager that leaves out what the documented one has', () => {
	expect(check.messages.allRoutesMissing.guide.steps).toContain(excludeCniDevices);
	for (const device of ['flannel*', 'cali*', 'tunl*', 'vxlan-v6.calico', 'wireguard.cali', 'wg-v6.cali']) {
		expect(excludeCniDevices.text).toContain(`interface-name:${device}`);
	}
});
