import {test} from 'vitest';
import check from '../../../checks/cni/pod-network.ts';
import type {PodNetwork} from '../../../src/derive/pod-network.ts';
import type {Container} from '../../../src/parsers/crictl.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const veth = (ifname: string, ifindex: number, link_index: number, mtu = 1450) => ({
	ifname,
	ifindex,
	link_index,
	link_netnsid: 0,
	flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
	mtu,
	operstate: 'UP',
	linkinfo: {info_kind: 'veth'},
});
const addressesOf = (ifname: string, ...all: readonly (readonly [string, number])[]) =>
	parseIpAddress(
		JSON.stringify([
			{
				ifname,
				addr_info: all.map(([local, prefixlen]) => ({
					family: local.includes(':') ? 'inet6' : 'inet',
					local,
					prefixlen,
					scope: 'global',
				})),
			},
		]),
	);
const viaCalico = {dst: 'default', gateway: '169.254.1.1', dev: 'eth0', flags: []};
const web = (changes: Partial<PodNetwork> = {}): PodNetwork => ({
	sandbox: sandbox('web-5d7f9c6b8d-4x2lp', {namespace: 'shop'}),
	promised: ['10.42.1.7'],
	links: linksOf(veth('eth0', 2, 5)),
	addresses: addressesOf('eth0', ['10.42.1.7', 32]),
	routes: routesOf(viaCalico, {dst: '169.254.1.1', dev: 'eth0', scope: 'link', flags: []}),
	...changes,
});
const bridged = (gateway: string): PodNetwork =>
	web({
		addresses: addressesOf('eth0', ['10.42.1.7', 24]),
		routes: routesOf(
			{dst: 'default', gateway, dev: 'eth0', flags: []},
			{dst: '10.42.1.0/24', dev: 'eth0', scope: 'link', flags: []},
		),
	});
const links = linksOf(veth('cali660babf9b67', 5, 2));
const addresses = addressesOf('cni0', ['10.42.1.1', 24]);
const running = (...pods: readonly PodNetwork[]) =>
	pods.map(
		({sandbox: {id}}): Container => ({
			id: `${id}-main`,
			sandboxId: id,
			name: 'main',
			attempt: 0,
			state: 'running',
			createdAt: minutesAgo(59),
		}),
	);
const evidence = (...pods: readonly PodNetwork[]) => ({
	...{pods, links, addresses, now},
	containers: running(...pods),
});
const withoutNetwork = {addresses: [], routes: []};
const flannel = {environment: {cni: told('flannel' as const)}};
const subject = {kind: 'Pod', namespace: 'shop', name: 'web-5d7f9c6b8d-4x2lp'} as const;

testCheck(test, check, {
	environment: {cni: told('canal')},
	passes: {
		'a pod of Calico': {evidence: evidence(web())},
		'a pod in a bridge': {evidence: evidence(bridged('10.42.1.1')), ...flannel},
		'a pod that is being made': {
			evidence: evidence(
				web({sandbox: sandbox('web', {createdAt: minutesAgo(0.3)}), addresses: [], routes: []}),
			),
		},
		'containerd has forgotten its address': {evidence: evidence(web({promised: [], addresses: []}))},
		'a second network has the default route': {
			evidence: evidence(
				web({routes: routesOf({dst: 'default', gateway: '192.168.50.254', dev: 'net1', flags: []})}),
			),
			...flannel,
		},
		'a VPN client with two halves in place of a default route': {
			evidence: evidence(
				web({
					routes: routesOf(
						{dst: '0.0.0.0/1', dev: 'tun0', flags: []},
						{dst: '128.0.0.0/1', dev: 'tun0', flags: []},
					),
				}),
			),
		},
		'the pod has the smaller MTU of the two, as it may wish': {
			evidence: evidence(web({links: linksOf(veth('eth0', 2, 5, 1300))})),
		},
		'a gateway that Calico answers for, whatever it is': {
			evidence: evidence(web({routes: routesOf({...viaCalico, gateway: '169.254.1.2'})})),
		},
		'a gateway that Cilium answers for, after its router address has changed': {
			evidence: evidence(bridged('10.42.1.254')),
			environment: {cni: told('cilium' as const)},
		},
		'a pod whose primary network is another one, by Multus': {
			evidence: evidence(
				web({
					...withoutNetwork,
					sandbox: sandbox('web', {annotations: {'v1.multus-cni.io/default-network': 'default/lan'}}),
				}),
			),
		},
		'a virtual machine, which has the address itself': {
			evidence: evidence(
				web({...withoutNetwork, sandbox: sandbox('vm', {labels: {'kubevirt.io': 'virt-launcher'}})}),
			),
		},
		'a pod on a macvlan': {evidence: evidence(web({...withoutNetwork, links: linksOf()}))},
		'a pod that is being taken down': {
			evidence: {...evidence(web(withoutNetwork)), containers: []},
		},
		'IPv6 by a link-local gateway': {
			evidence: evidence(
				web({
					promised: ['10.42.1.7', '2001:cafe:42:1::7'],
					addresses: addressesOf('eth0', ['10.42.1.7', 32], ['2001:cafe:42:1::7', 128]),
					routes: routesOf(viaCalico, {
						dst: '::/0',
						gateway: 'fe80::ecee:eeff:feee:eeee',
						dev: 'eth0',
						flags: [],
					}),
				}),
			),
		},
	},
	fails: {
		'a pod whose pair somebody deleted on the node': {
			evidence: evidence(
				web({
					...withoutNetwork,
					links: linksOf(
						{
							ifname: 'lo',
							ifindex: 1,
							flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
							mtu: 65_536,
							operstate: 'UNKNOWN',
						},
						{ifname: 'tunl0', ifindex: 2, flags: ['NOARP'], mtu: 1480, operstate: 'DOWN'},
					),
				}),
			),
			findings: [{message: 'addressMissing', subject, text: 'has 10.42.1.7'}],
		},
		'the address is gone': {
			evidence: evidence(web({addresses: addressesOf('eth0', ['10.42.1.200', 32])})),
			findings: [{message: 'addressMissing', subject, text: 'has 10.42.1.7'}],
		},
		'the default route is gone': {
			evidence: evidence(
				web({routes: routesOf({dst: '169.254.1.1', dev: 'eth0', scope: 'link', flags: []})}),
			),
			findings: [{message: 'routeMissing', subject, text: 'IPv4'}],
		},
		'the default route is a blackhole': {
			evidence: evidence(web({routes: routesOf({type: 'blackhole', dst: 'default', flags: []})})),
			findings: [{message: 'routeMissing', subject}],
		},
		'the IPv6 default route is gone': {
			evidence: evidence(
				web({
					promised: ['10.42.1.7', '2001:cafe:42:1::7'],
					addresses: addressesOf('eth0', ['10.42.1.7', 32], ['2001:cafe:42:1::7', 128]),
				}),
			),
			findings: [{message: 'routeMissing', subject, text: 'IPv6'}],
		},
		'a gateway that is nobody': {
			evidence: evidence(bridged('10.42.1.254')),
			...flannel,
			findings: [{message: 'gatewayForeign', subject, text: '10.42.1.254'}],
		},
		'the host end is smaller': {
			evidence: {...evidence(web()), links: linksOf(veth('cali660babf9b67', 5, 2, 600))},
			findings: [{message: 'mtuDiffers', subject, text: 'cali660babf9b67 600'}],
		},
	},
});
