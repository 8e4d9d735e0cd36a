import {test} from 'vitest';
import check from '../../../checks/calico/workload-route.ts';
import {calicoInterfaceOf} from '../../../src/parsers/calico-interface.ts';
import {parseIpRoute} from '../../../src/parsers/ip-route.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, minutesAgo, now, sandbox} from '../builders.ts';

const web = sandbox('web-5d7f9c6b8d-4x2lp', {namespace: 'shop'});
const device = calicoInterfaceOf('shop', 'web-5d7f9c6b8d-4x2lp');
const up = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
const both = ['10.42.1.7', '2001:cafe:42:1::7'];
const toPod = (dst: string) => ({type: 'unicast', dst, dev: device, table: 'main', scope: 'link', flags: []});
const ipv4 = toPod('10.42.1.7');
const ipv6 = toPod('2001:cafe:42:1::7');
const linkLocal = toPod('fe80::/64');

const veth = (ifname: string, flags: readonly string[] = up) => ({
	...{ifindex: 7, ifname, flags, mtu: 1450, operstate: 'UP', address: 'ee:ee:ee:ee:ee:ee'},
});

const evidence = (
	routes: readonly {readonly dst: string}[],
	{
		addresses = both,
		pod = web,
		flags = up,
	}: {addresses?: readonly string[]; pod?: typeof web; flags?: readonly string[]} = {},
) => ({
	pods: [{sandbox: pod, network: {pid: 75, addresses}}],
	workloads: new Map([[device, pod]]),
	links: linksOf(veth(device, flags)),
	routes: [
		...parseIpRoute(JSON.stringify(routes.filter(({dst}) => !dst.includes(':')))),
		...parseIpRoute(JSON.stringify(routes.filter(({dst}) => dst.includes(':'))), 'ipv6'),
	],
	now,
});
const basket = sandbox('basket-66c9b7d5f-2wx8q', {namespace: 'shop'});
const other = calicoInterfaceOf('shop', 'basket-66c9b7d5f-2wx8q');
const ofTwo = {
	pods: [
		{sandbox: web, network: {pid: 75, addresses: both}},
		{sandbox: basket, network: {pid: 76, addresses: ['10.42.1.8', '2001:cafe:42:1::8']}},
	],
	workloads: new Map([
		[device, web],
		[other, basket],
	]),
	links: linksOf(veth(device), veth(other)),
	routes: [
		...parseIpRoute(JSON.stringify([ipv4, {...ipv4, dst: '10.42.1.8', dev: other}])),
		...parseIpRoute(JSON.stringify([linkLocal, {...linkLocal, dev: other}]), 'ipv6'),
	],
	now,
};
const subject = {kind: 'Pod', namespace: 'shop', name: 'web-5d7f9c6b8d-4x2lp'} as const;

testCheck(test, check, {
	passes: {
		'a route for each address': {evidence: evidence([ipv4, ipv6, linkLocal])},
		'a pod with one address': {evidence: evidence([ipv4, linkLocal], {addresses: ['10.42.1.7']})},
		'no route at all, of which another check tells': {evidence: evidence([linkLocal])},
		'IPv6 is off at the interface': {evidence: evidence([ipv4])},
		'a pod that is being made': {
			evidence: evidence([ipv4, linkLocal], {pod: {...web, createdAt: minutesAgo(0.2)}}),
		},
		'an interface that is down': {evidence: evidence([ipv4, linkLocal], {flags: ['BROADCAST']})},
	},
	fails: {
		'the route of IPv6 is gone': {
			evidence: evidence([ipv4, linkLocal]),
			findings: [
				{
					message: 'missing',
					subject,
					text: 'No route leads to 2001:cafe:42:1::7 of the pod shop/web-5d7f9c6b8d-4x2lp',
				},
			],
		},
		'the route of IPv4 is gone': {
			evidence: evidence([ipv6, linkLocal]),
			findings: [{message: 'missing', subject, text: 'nothing reaches the pod over IPv4'}],
		},
		'the routes of IPv6 to all pods are gone': {
			evidence: ofTwo,
			findings: [
				{
					message: 'allMissing',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'No route leads to the IPv6 addresses of the pods of this node (shop/web-5d7f9c6b8d-4x2lp and shop/basket-66c9b7d5f-2wx8q)',
				},
			],
		},
	},
});
