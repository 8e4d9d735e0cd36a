import {test} from 'vitest';
import overlay from '../../../checks/host/reverse-path-filter.ts';
import pods from '../../../checks/host/reverse-path-filter-pods.ts';
import {parseSysctlConf} from '../../../src/parsers/sysctl-conf.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {ciliumStatus} from '../cilium-builders.ts';
import {
	addresses,
	addressesOf,
	device,
	fdb,
	fdbOf,
	flannel,
	links,
	pod,
	routeObjects,
	routes,
	ruleObjects,
	rules,
	rulesOf,
	sysctls,
} from './evidence.ts';

const strict = {reversePathFilter: 1};
const dropped = {TcpExt: {IPReversePathFilter: 42}};
const single = {
	sysctls: sysctls({all: strict, eth0: strict}),
	links,
	addresses,
	routes,
	rules,
	fdb,
	counters: dropped,
};

/** A second interface in another network, where the default route is; the peers are behind a router. */
const bothLinks = linksOf(device('lo', 1), device('eth0', 2), device('eth1', 5), flannel, pod);
const bothAddresses = addressesOf(
	['eth0', '10.0.0.2', 24],
	['eth1', '192.0.2.2', 24],
	['flannel.1', '10.42.1.0', 32],
);
const [, ...otherRoutes] = routeObjects;
const elsewhere = [
	{dst: 'default', gateway: '192.0.2.254', dev: 'eth1', metric: 100, flags: []},
	{dst: '192.0.2.0/24', dev: 'eth1', protocol: 'kernel', scope: 'link', flags: []},
	...otherRoutes,
];
const far = fdbOf('flannel.1', '10.9.0.1', '10.9.0.3');
const names = bothLinks.map(({name}) => name);
const asymmetric = {
	sysctls: sysctls({eth0: strict}, names),
	links: bothLinks,
	addresses: bothAddresses,
	routes: routesOf(...elsewhere),
	rules,
	fdb: far,
	counters: dropped,
};
const subject = {kind: 'Interface', name: 'eth0, eth1'} as const;

testCheck(test, overlay, {
	passes: {
		'strict with one interface': {evidence: single},
		'loose on a node with two ways': {
			evidence: {...asymmetric, sysctls: sysctls({all: strict, eth0: {reversePathFilter: 2}}, names)},
		},
		'a device whose own value was not read': {
			evidence: {...asymmetric, sysctls: sysctls({all: strict}, ['lo'])},
		},
		'off on a node with two ways': {evidence: {...asymmetric, sysctls: sysctls({}, names)}},
		'the filter has never dropped anything': {
			evidence: {...asymmetric, counters: {TcpExt: {IPReversePathFilter: 0}}},
		},
		'peers in the same network': {evidence: {...asymmetric, fdb}},
		'a rule for the address leads back': {
			evidence: {
				...asymmetric,
				routes: routesOf(...elsewhere, {
					dst: 'default',
					gateway: '10.0.0.254',
					dev: 'eth0',
					table: '100',
					flags: [],
				}),
				rules: rulesOf(...ruleObjects, {priority: 100, src: '10.0.0.2', table: '100'}),
			},
		},
		'a route to the peers leads back': {
			evidence: {
				...asymmetric,
				routes: routesOf(...elsewhere, {dst: '10.9.0.0/16', gateway: '10.0.0.254', dev: 'eth0', flags: []}),
			},
		},
		'one of several ways leads back': {
			evidence: {
				...asymmetric,
				routes: routesOf(...elsewhere, {
					dst: '10.9.0.0/16',
					nexthops: [
						{gateway: '192.0.2.254', dev: 'eth1', flags: []},
						{gateway: '10.0.0.254', dev: 'eth0', flags: []},
					],
					flags: [],
				}),
			},
		},
		'both interfaces in one network': {
			evidence: {...asymmetric, addresses: addressesOf(['eth0', '10.0.0.2', 24], ['eth1', '10.0.0.12', 24])},
		},
		'an address on loopback, reached by any interface': {
			evidence: {...asymmetric, addresses: addressesOf(['lo', '10.0.0.2', 32], ['eth1', '192.0.2.2', 24])},
		},
	},
	fails: {
		'strict on the device of the overlay': {
			evidence: asymmetric,
			findings: [
				{
					message: 'asymmetric',
					subject,
					text: '10.9.0.1 and 10.9.0.3 arrive at eth0, but answers to them leave by eth1',
				},
			],
		},
		'strict for all devices': {
			evidence: {...asymmetric, sysctls: sysctls({all: strict}, names)},
			findings: [{message: 'asymmetric', subject}],
		},
	},
});

const ciliumLinks = linksOf(
	device('eth0', 2),
	device('cilium_host', 4),
	device('lxc_health', 5),
	device('lxc0a1b2c3d4e5f', 7),
	device('lxc1a1b2c3d4e5f', 9),
);
const ciliumNames = ciliumLinks.map(({name}) => name);
const ciliumRoutes = routesOf(
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []},
	{dst: '10.42.1.0/24', gateway: '10.42.1.20', dev: 'cilium_host', flags: []},
	{dst: 'fe80::/64', dev: 'lxc0a1b2c3d4e5f', protocol: 'kernel', metric: 256, flags: []},
	{dst: 'fe80::/64', dev: 'lxc1a1b2c3d4e5f', protocol: 'kernel', metric: 256, flags: []},
);
const cilium = {cni: told('cilium' as const), overlayDevice: told('cilium_vxlan')};
const allStrict = sysctls({all: strict}, ciliumNames);
const onPods = {kind: 'Sysctl', name: 'net.ipv4.conf.lxc*.rp_filter'} as const;
const ofCilium = {
	links: ciliumLinks,
	routes: ciliumRoutes,
	counters: dropped,
	status: ciliumStatus(),
};
const replaced = {...cilium, kubeProxy: told('replaced' as const)};
const fileOf = (path: string, text: string) => parseSysctlConf(text, path);

testCheck(test, pods, {
	passes: {
		'as Cilium sets it': {
			evidence: {...ofCilium, sysctls: sysctls({eth0: strict}, ciliumNames)},
			environment: cilium,
		},
		loose: {
			evidence: {...ofCilium, sysctls: sysctls({all: {reversePathFilter: 2}}, ciliumNames)},
			environment: cilium,
		},
		'interfaces whose own value was not read': {
			evidence: {...ofCilium, sysctls: sysctls({all: strict}, ['eth0'])},
			environment: cilium,
		},
		'with a route by each interface': {
			evidence: {
				...ofCilium,
				sysctls: allStrict,
				routes: routesOf(
					{dst: '10.42.1.7', dev: 'lxc0a1b2c3d4e5f', flags: []},
					{dst: '10.42.1.8', dev: 'lxc1a1b2c3d4e5f', flags: []},
				),
			},
			environment: cilium,
		},
		'eBPF host routing, by which packets of pods pass the filter by': {
			evidence: {
				...ofCilium,
				sysctls: allStrict,
				status: ciliumStatus({
					routing: {'inter-host-routing-mode': 'Tunnel', 'intra-host-routing-mode': 'BPF'},
				}),
			},
			environment: replaced,
		},
		'nothing dropped so far': {
			evidence: {...ofCilium, sysctls: allStrict, counters: {TcpExt: {IPReversePathFilter: 0}}},
			environment: cilium,
		},
	},
	fails: {
		'set for all by a hardening script': {
			evidence: {
				...ofCilium,
				sysctls: allStrict,
				files: fileOf('/etc/sysctl.d/90-cis.conf', 'net.ipv4.conf.all.rp_filter = 1'),
			},
			environment: cilium,
			findings: [
				{
					message: 'strict',
					subject: {kind: 'Sysctl', name: 'net.ipv4.conf.all.rp_filter'},
					text: '2 interfaces of pods, such as lxc0a1b2c3d4e5f, set by /etc/sysctl.d/90-cis.conf',
				},
			],
		},
		'without kube-proxy, but through the IP stack of the host': {
			evidence: {...ofCilium, sysctls: allStrict},
			environment: replaced,
			findings: [{message: 'strict', subject: {kind: 'Sysctl', name: 'net.ipv4.conf.all.rp_filter'}}],
		},
		'set for each by systemd': {
			evidence: {
				...ofCilium,
				sysctls: sysctls({lxc0a1b2c3d4e5f: strict}, ciliumNames),
				files: fileOf('/usr/lib/sysctl.d/50-default.conf', 'net.ipv4.conf.*.rp_filter = 1'),
			},
			environment: cilium,
			findings: [{message: 'strict', subject: onPods, text: 'set by /usr/lib/sysctl.d/50-default.conf'}],
		},
		'set by hand, whatever the files say': {
			evidence: {
				...ofCilium,
				sysctls: allStrict,
				files: [
					...fileOf('/etc/sysctl.d/90-cis.conf', 'net.ipv4.conf.all.rp_filter = 1'),
					...fileOf('/etc/sysctl.d/99-zzz-override_cilium.conf', 'net.ipv4.conf.all.rp_filter = 0'),
				],
			},
			environment: cilium,
			findings: [
				{
					message: 'strict',
					subject: {kind: 'Sysctl', name: 'net.ipv4.conf.all.rp_filter'},
					text: 'lxc0a1b2c3d4e5f: the kernel',
				},
			],
		},
	},
});
