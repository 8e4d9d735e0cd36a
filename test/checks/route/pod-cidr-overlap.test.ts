import {test} from 'vitest';
import check from '../../../checks/route/pod-cidr-overlap.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {addresses, addressesOf, device, flannel, links, pod, routeObjects, routes} from '../host/evidence.ts';

const configured = (values = {}) => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'canal' as const, multus: false, isExplicit: false, source: "RKE2's default"},
});
const rangesOf = (pods: string, ...services: readonly string[]) => ({
	pods: [pods],
	services,
	dns: [],
	domain: 'cluster.local',
});
const healthy = {links, addresses, routes, ranges: rangesOf('10.42.0.0/16'), configuration: configured()};
const withBridge = linksOf(
	device('eth0', 2),
	flannel,
	pod,
	device('virbr0', 8, {linkinfo: {info_kind: 'bridge'}}),
	device('dummy0', 9, {linkinfo: {info_kind: 'dummy'}}),
);
const route = (dst: string, dev: string, more: object = {}) =>
	routesOf(...routeObjects, {dst, dev, flags: [], ...more});

const bgp = {cni: told('calico' as const), overlayDevice: {signals: []}};
const felix = {cni: told('calico' as const), overlayDevice: told('vxlan.calico')};
const [first, second] = routeObjects;
/** One block of another node, and a further route by the uplink. */
const withBlock = (block: object) => (more?: object) =>
	routesOf(
		first,
		second,
		{dst: '10.42.84.128/26', flags: [], ...block},
		...(more === undefined ? [] : [{dev: 'eth0', flags: [], ...more}]),
	);
const ofBird = withBlock({gateway: '10.0.0.1', dev: 'eth0', protocol: 'bird'});
const ofFelix = withBlock({gateway: '10.42.84.128', dev: 'vxlan.calico', protocol: '80'});

testCheck(test, check, {
	passes: {
		'Canal with its blackhole route': {evidence: healthy},
		'a site network that contains the range of pods': {
			evidence: {...healthy, addresses: addressesOf(['eth0', '10.0.0.2', 8])},
		},
		'a wider route to the site': {
			evidence: {...healthy, routes: route('10.0.0.0/8', 'eth0', {scope: 'link'})},
		},
		'a route to all pods by a VPN, wider than those of the nodes': {
			evidence: {...healthy, routes: route('10.42.0.0/16', 'tun0')},
		},
		'flannel avoids the tunnel in one network': {
			evidence: {
				...healthy,
				routes: routesOf(...routeObjects, {dst: '10.42.3.0/24', gateway: '10.0.0.3', dev: 'eth0', flags: []}),
			},
		},
		'BIRD alone': {evidence: {...healthy, routes: ofBird()}, environment: bgp},
		'a route by hand that leads where that of BIRD leads': {
			evidence: {...healthy, routes: ofBird({dst: '10.42.84.134', gateway: '10.0.0.1', protocol: 'static'})},
			environment: bgp,
		},
		'the network of the nodes, within what a router of the site announces': {
			evidence: {
				...healthy,
				routes: routesOf(
					...routeObjects,
					{dst: '10.0.0.0/8', gateway: '10.0.0.253', dev: 'eth0', protocol: 'bird', flags: []},
					{dst: '10.7.0.0/16', gateway: '10.0.0.254', dev: 'eth0', protocol: 'static', flags: []},
				),
			},
			environment: bgp,
		},
		'an address that another node has borrowed from the block': {
			evidence: {...healthy, routes: ofBird({dst: '10.42.84.134', gateway: '10.0.0.3', protocol: 'bird'})},
			environment: bgp,
		},
		'Felix avoids its tunnel in one network': {
			evidence: {...healthy, routes: ofFelix({dst: '10.42.84.128/27', gateway: '10.0.0.3', protocol: '80'})},
			environment: felix,
		},
		'Felix of old leads an address that another node has borrowed to that node': {
			evidence: {...healthy, routes: ofFelix({dst: '10.42.84.134', gateway: '10.0.0.3', protocol: 'boot'})},
			environment: felix,
		},
		'the documented route to the services': {
			evidence: {...healthy, routes: route('10.43.0.0/16', 'eth0', {scope: 'link'})},
			environment: {role: told('server')},
		},
		'an address of services on a dummy interface': {
			evidence: {...healthy, links: withBridge, addresses: addressesOf(['dummy0', '10.43.0.53', 32])},
			environment: {role: told('server')},
		},
		'an agent, which is not told the range of services': {
			evidence: {...healthy, addresses: addressesOf(['eth0', '10.43.0.2', 24])},
		},
		'another range of pods': {
			evidence: {
				...healthy,
				addresses: addressesOf(['eth0', '10.42.0.2', 24]),
				ranges: rangesOf('172.20.0.0/16'),
			},
		},
		'the same route by a device that is not preferred': {
			evidence: {...healthy, links: withBridge, routes: route('10.42.2.0/24', 'virbr0', {metric: 425})},
		},
	},
	fails: {
		'a route to one pod of a block that BIRD leads to its node': {
			evidence: {...healthy, routes: ofBird({dst: '10.42.84.134', gateway: '10.0.0.254', protocol: 'boot'})},
			environment: bgp,
			findings: [
				{
					message: 'route',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'The route to 10.42.84.134/32 by eth0 via 10.0.0.254 takes packets for pods of another node, whose route is 10.42.84.128/26 by eth0 via 10.0.0.1',
				},
			],
		},
		'a route by hand to a part of what Felix leads into its tunnel': {
			evidence: {
				...healthy,
				routes: ofFelix({dst: '10.42.84.128/27', gateway: '10.0.0.254', protocol: 'static'}),
			},
			environment: felix,
			findings: [{message: 'route', subject: {kind: 'Interface', name: 'eth0'}, text: '10.42.84.128/27'}],
		},
		'the same by hand at the keyboard': {
			evidence: {
				...healthy,
				routes: ofFelix({dst: '10.42.84.128/27', gateway: '10.0.0.254', protocol: 'boot'}),
			},
			environment: felix,
			findings: [{message: 'route', subject: {kind: 'Interface', name: 'eth0'}, text: '10.42.84.128/27'}],
		},
		'a bridge of somebody else among the pods': {
			evidence: {...healthy, links: withBridge, addresses: addressesOf(['virbr0', '10.42.128.1', 24])},
			findings: [{message: 'address', subject: {kind: 'AddressRange', name: '10.42.128.1/24 on virbr0'}}],
		},
		'the network of the node is that of the pods': {
			evidence: {
				...healthy,
				addresses: addressesOf(['eth0', '10.42.0.2', 16], ['flannel.1', '10.42.1.0', 32]),
			},
			findings: [
				{
					message: 'ofNodes',
					subject: {kind: 'AddressRange', name: '10.42.0.2/16 on eth0'},
					text: 'range of pods, 10.42.0.0/16',
				},
			],
		},
		'a server in the default range of services': {
			evidence: {...healthy, addresses: addressesOf(['eth0', '10.43.7.2', 24])},
			environment: {role: told('server')},
			findings: [
				{
					message: 'ofNodes',
					subject: {kind: 'AddressRange', name: '10.43.7.2/24 on eth0'},
					text: 'range of services, 10.43.0.0/16',
				},
			],
		},
		'an agent, as the chart tells it': {
			evidence: {
				...healthy,
				addresses: addressesOf(['eth0', '10.43.7.2', 24]),
				ranges: rangesOf('10.42.0.0/16', '10.43.0.0/16'),
			},
			findings: [{message: 'ofNodes', subject: {kind: 'AddressRange', name: '10.43.7.2/24 on eth0'}}],
		},
		'ranges of a server as configured': {
			evidence: {
				...healthy,
				addresses: addressesOf(['eth0', '172.21.0.5', 24]),
				ranges: {pods: [], services: [], dns: [], domain: 'cluster.local'},
				configuration: configured({
					'cluster-cidr': '172.20.0.0/16',
					'service-cidr': '172.21.0.0/16,fd00:43::/112',
				}),
			},
			environment: {role: told('server')},
			findings: [{message: 'ofNodes', subject: {kind: 'AddressRange', name: '172.21.0.5/24 on eth0'}}],
		},
		'a gateway of the site takes a part of a peer': {
			evidence: {...healthy, routes: route('10.42.2.0/25', 'eth0', {gateway: '10.0.0.99'})},
			findings: [
				{
					message: 'route',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'The route to 10.42.2.0/25 by eth0 via 10.0.0.99',
				},
			],
		},
		'a route in the table local comes first, however wide': {
			evidence: {...healthy, routes: route('10.42.0.0/16', 'eth0', {scope: 'link', table: 'local'})},
			findings: [
				{
					message: 'route',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'The route to 10.42.0.0/16 by eth0',
				},
			],
		},
		'a VPN takes both halves of a peer': {
			evidence: {
				...healthy,
				routes: routesOf(
					...routeObjects,
					{dst: '10.42.2.0/25', gateway: '10.8.0.1', dev: 'tun0', flags: []},
					{dst: '10.42.2.128/25', gateway: '10.8.0.1', dev: 'tun0', flags: []},
				),
			},
			findings: [
				{
					message: 'route',
					subject: {kind: 'Interface', name: 'tun0'},
					text: 'The route to 10.42.2.0/25 and 10.42.2.128/25 by tun0 via 10.8.0.1',
				},
			],
		},
		'a bridge of libvirt takes a part of a peer': {
			evidence: {
				...healthy,
				links: withBridge,
				routes: route('10.42.2.128/25', 'virbr0', {scope: 'link', protocol: 'kernel'}),
			},
			findings: [
				{
					message: 'route',
					subject: {kind: 'Interface', name: 'virbr0'},
					text: 'whose route is 10.42.2.0/24 by flannel.1',
				},
			],
		},
	},
});
