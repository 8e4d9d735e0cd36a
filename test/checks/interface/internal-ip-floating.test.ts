import {test} from 'vitest';
import check from '../../../checks/interface/internal-ip-floating.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {addressOf, flannelNode} from '../flannel-builders.ts';

const configured = (values: Readonly<Record<string, unknown>>) => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'canal', multus: false, isExplicit: false, source: "RKE2's default"} as const,
});
const own = addressOf('eth0', '10.0.0.2/24');
const virtual = addressOf('eth0', '10.0.0.100/32');
const registered = (...internalIps: readonly string[]) => flannelNode(2, {internalIps});
const configuration = configured({});
const byGateway = (gateway: string) =>
	routesOf({dst: 'default', gateway, dev: 'eth0', protocol: 'static', flags: ['onlink']});
const routes = byGateway('10.0.0.1');

const leased = addressOf('eth0', 'fd00::1f4/128', {flags: ['dynamic', 'noprefixroute']});
const advertised = addressOf('eth0', 'fd00::5054:ff:fe00:2/64', {flags: ['dynamic', 'mngtmpaddr']});
const temporary = addressOf('eth0', 'fd00::9d3f:77/64', {flags: ['temporary', 'dynamic']});

testCheck(test, check, {
	passes: {
		'a virtual address beside that of the Node': {
			evidence: {node: registered('10.0.0.2'), addresses: [own, virtual], configuration, routes},
		},
		'a cloud that gives a single address': {
			evidence: {node: registered('10.0.0.100'), addresses: [virtual], configuration, routes},
		},
		'a network of its own beside a single address of a cloud': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [virtual, addressOf('eth1', '192.168.0.2/24')],
				configuration,
				routes,
			},
		},
		'a provider that numbers machines one by one, with a network of addresses beside': {
			evidence: {
				node: registered('203.0.113.10'),
				addresses: [addressOf('eth0', '203.0.113.10/32'), addressOf('eth0', '198.51.100.65/29')],
				routes: byGateway('203.0.113.1'),
				configuration,
			},
		},
		'it is meant': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [own, virtual],
				configuration: configured({'node-ip': '10.0.0.100'}),
				routes,
			},
		},
		'an address by DHCPv6, which is one alone, beside those by router advertisements': {
			evidence: {
				node: registered('fd00::1f4'),
				addresses: [leased, temporary, advertised],
				configuration,
				routes,
			},
		},
		'an address of IPv6 by hand, alone in its network, beside those by router advertisements': {
			evidence: {
				node: registered('fd00::100'),
				addresses: [addressOf('eth0', 'fd00::100/128'), temporary, advertised],
				configuration,
				routes,
			},
		},
		'an address that was leased, alone in its network, beside one by hand': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [own, addressOf('eth0', '10.0.0.100/32', {flags: ['dynamic']})],
				configuration,
				routes,
			},
		},
		'it is meant, as the kubelet is told': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [own, virtual],
				configuration: configured({'kubelet-arg': ['node-ip=10.0.0.100']}),
				routes,
			},
		},
		'the cloud says that it is of this machine': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [own, virtual],
				configuration: configured({'cloud-provider-name': 'external'}),
				routes,
			},
		},
		'an address that is gone, which is another finding': {
			evidence: {node: registered('10.0.0.100'), addresses: [own], configuration, routes},
		},
	},
	fails: {
		'kube-vip had its address here when RKE2 started': {
			evidence: {node: registered('10.0.0.100'), addresses: [own, virtual], configuration, routes},
			findings: [
				{
					message: 'floating',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'registered with 10.0.0.100, alone in its network on eth0',
				},
			],
		},
		'the same on a server, whose address etcd keeps': {
			environment: {role: told('server')},
			evidence: {node: registered('10.0.0.100'), addresses: [own, virtual], configuration, routes},
			findings: [{message: 'floatingOnServer', subject: {kind: 'Node', name: 'node-2'}}],
		},
		'a virtual address of IPv6': {
			evidence: {
				node: registered('fd00::100'),
				addresses: [addressOf('eth0', 'fd00::2/64'), addressOf('eth0', 'fd00::100/128')],
				configuration,
				routes,
			},
			findings: [{message: 'floating', subject: {kind: 'Node', name: 'node-2'}, text: 'fd00::2'}],
		},
	},
});
