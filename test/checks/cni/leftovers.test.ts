import {test} from 'vitest';
import check from '../../../checks/cni/leftovers.ts';
import type {Cni} from '../../../src/core/environment.ts';
import type {Route} from '../../../src/parsers/ip-route.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile, routesOf} from '../builders.ts';
import {linkOf} from '../flannel-builders.ts';

const rules = parseIpRule(
	JSON.stringify([
		{priority: 0, src: 'all', table: 'local'},
		{priority: 32766, src: 'all', table: 'main'},
	]),
);
const withRule = (rule: object) => parseIpRule(JSON.stringify([rule, ...JSON.parse(plain)]));
const plain = JSON.stringify([
	{priority: 0, src: 'all', table: 'local'},
	{priority: 32766, src: 'all', table: 'main'},
]);
const felixWireguard = withRule({
	priority: 99,
	not: null,
	src: 'all',
	fwmark: '0x200000',
	fwmask: '0x200000',
	table: '1',
});

const pod = 'cali77670c2d84f';
const ofCanal = routesOf(
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0'},
	{dst: '10.42.2.0/24', gateway: '10.42.2.0', dev: 'flannel.1', flags: ['onlink']},
	{type: 'blackhole', dst: '10.42.1.0/24', protocol: 'boot'},
	{dst: '10.42.1.5', dev: pod, scope: 'link'},
	{type: 'local', dst: '10.42.1.0', dev: 'flannel.1', table: 'local'},
	{dst: 'fe80::/64', dev: 'flannel.1', metric: 256, pref: 'medium'},
);
const ofCalico = routesOf(
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0'},
	{dst: '10.42.84.128/26', gateway: '10.42.84.128', dev: 'vxlan.calico', protocol: '80'},
	{type: 'blackhole', dst: '10.42.1.0/26', protocol: '80'},
	{dst: '10.42.1.5', dev: pod, scope: 'link', protocol: '80'},
);
const ofCilium = routesOf(
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0'},
	{dst: '10.42.1.0/24', gateway: '10.42.1.219', dev: 'cilium_host'},
	{dst: '10.42.1.219', dev: 'cilium_host', scope: 'link'},
	{dst: '10.42.2.0/24', gateway: '10.42.1.219', dev: 'cilium_host'},
);
const ofFlannel = routesOf(
	{dst: '10.42.1.0/24', dev: 'cni0', scope: 'link', protocol: 'kernel'},
	{dst: '10.42.2.0/24', gateway: '10.42.2.0', dev: 'flannel.4096'},
);
const canal = [cniFile('10-canal.conflist', canalConflist)];
const cilium = [cniFile('05-cilium.conflist', ciliumConflist)];
const onCilium = {cni: told<Cni>('cilium'), overlayDevice: told('cilium_vxlan')} as const;
const onCalico = {cni: told<Cni>('calico'), overlayDevice: told('vxlan.calico')} as const;
const onFlannel = {cni: told<Cni>('flannel'), overlayDevice: told('flannel.4096')} as const;

const linksFor = (...names: readonly string[]) => names.map(name => linkOf(name));
const situation = (names: readonly string[], routes: readonly Route[], files = canal) => ({
	links: linksFor('eth0', ...names),
	routes: [...routes],
	rules,
	files,
});
const interfaceNamed = (name: string) => ({kind: 'Interface', name}) as const;
const node = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'Canal alone': {evidence: situation(['flannel.1', pod], ofCanal)},
		'the bridge of a former flannel: no pod of Canal ever gets the address of a gateway': {
			evidence: situation(
				['flannel.1', 'cni0', pod],
				[
					...ofCanal,
					...routesOf(
						{dst: '10.42.1.0/24', dev: 'cni0', scope: 'link', protocol: 'kernel', flags: ['linkdown']},
						{type: 'local', dst: '10.42.1.1', dev: 'cni0', table: 'local'},
					),
				],
			),
		},
		'a second device of flannel with the address of the first, and what IPv6 does by itself': {
			evidence: situation(
				['flannel.1', 'flannel.4096', pod],
				[
					...routesOf({dst: 'fe80::/64', dev: 'flannel.4096', metric: 256, pref: 'medium'}),
					...ofCanal,
					...routesOf({type: 'local', dst: '10.42.1.0', dev: 'flannel.4096', table: 'local'}),
				],
			),
		},
		'tunl0 as the kernel makes it': {evidence: situation(['flannel.1', 'tunl0', pod], ofCanal)},
		'a tunnel of its own that somebody has on tunl0': {
			evidence: situation(
				['flannel.1', 'tunl0', pod],
				[...ofCanal, ...routesOf({dst: '192.0.2.0/24', dev: 'tunl0'})],
			),
		},
		'routes of a former Calico to ranges that nobody uses any more': {
			evidence: situation(
				['flannel.1', 'vxlan.calico', pod],
				[...ofCanal, ...routesOf({dst: '10.42.84.128/26', gateway: '10.42.84.128', dev: 'vxlan.calico'})],
			),
		},
		'a shorter route of a former CNI loses': {
			evidence: situation(
				['flannel.1', 'cilium_host', pod],
				[...ofCanal, ...routesOf({dst: '10.42.0.0/16', dev: 'cilium_host'})],
			),
		},
		'rules of a former Cilium, for packets that it marked': {
			evidence: {
				...situation(
					['flannel.1', 'cilium_host', pod],
					[...ofCanal, ...routesOf({dst: 'default', dev: 'cilium_host', table: '2005'})],
				),
				rules: withRule({priority: 10, src: 'all', fwmark: '0xa00', fwmask: '0xf00', table: '2005'}),
			},
		},
		'a bridge of Multus by the same name': {
			evidence: situation(
				['cilium_host', 'cni0'],
				[...ofCilium, ...routesOf({type: 'local', dst: '10.42.1.1', dev: 'cni0', table: 'local'})],
				cilium,
			),
			environment: {...onCilium, multus: told(true)},
		},
		'Cilium chained behind Calico': {
			evidence: situation(
				['cilium_host', pod],
				[...ofCilium, ...routesOf({dst: '10.42.1.5', dev: pod, scope: 'link'})],
				[cniFile('05-cilium.conflist', {name: 'chain', plugins: [{type: 'calico'}, {type: 'cilium-cni'}]})],
			),
			environment: onCilium,
		},
		"Calico's own blackholes": {
			evidence: situation(['vxlan.calico', pod], ofCalico),
			environment: onCalico,
		},
		'an aggregate that a BGP daemon of the host holds, on Cilium': {
			evidence: situation(
				['cilium_host'],
				[...ofCilium, ...routesOf({type: 'blackhole', dst: '10.42.1.0/25', protocol: 'bgp'})],
				cilium,
			),
			environment: onCilium,
		},
		'WireGuard of Felix on Canal': {
			evidence: {
				...situation(
					['flannel.1', 'wireguard.cali', pod],
					[...ofCanal, ...routesOf({dst: '10.42.2.0/24', dev: 'wireguard.cali', table: '1'})],
				),
				rules: felixWireguard,
			},
		},
	},
	fails: {
		'blocks of a former Calico are longer than the pod CIDRs of Canal': {
			evidence: situation(
				['flannel.1', 'vxlan.calico', pod],
				[
					...ofCanal,
					...routesOf(
						{dst: '10.42.2.64/26', gateway: '10.42.2.64', dev: 'vxlan.calico', protocol: '80'},
						{type: 'local', dst: '10.42.1.64', dev: 'vxlan.calico', table: 'local'},
					),
				],
			),
			findings: [
				{message: 'route', subject: interfaceNamed('vxlan.calico'), text: 'left over from Calico'},
				{message: 'reserved', subject: interfaceNamed('vxlan.calico'), text: '10.42.1.64/32'},
			],
		},
		'a former backend, which the kernel asks first': {
			evidence: situation(
				['flannel-wg', 'flannel.1', pod],
				routesOf(
					{dst: '10.42.2.0/24', dev: 'flannel.1'},
					{dst: '10.42.2.0/24', dev: 'flannel-wg', metric: 5},
				),
			),
			environment: {backend: told('wireguard'), overlayDevice: told('flannel-wg')},
			findings: [{message: 'route', subject: interfaceNamed('flannel.1'), text: 'left over from Flannel'}],
		},
		'a pod has got the address of cilium_host': {
			evidence: situation(
				['flannel.1', 'cilium_host', pod],
				[...ofCanal, ...routesOf({type: 'local', dst: '10.42.1.5', dev: 'cilium_host', table: 'local'})],
			),
			findings: [{message: 'route', subject: interfaceNamed('cilium_host'), text: '10.42.1.5/32'}],
		},
		'a pod may get the address of cilium_host': {
			evidence: situation(
				['flannel.1', 'cilium_host', pod],
				[...ofCanal, ...routesOf({type: 'local', dst: '10.42.1.123', dev: 'cilium_host', table: 'local'})],
			),
			findings: [{message: 'reserved', subject: interfaceNamed('cilium_host'), text: '10.42.1.0/24'}],
		},
		'Calico gives out all addresses, that of a former bridge too': {
			evidence: situation(
				['vxlan.calico', 'cni0', 'flannel.4096', pod],
				[
					...ofCalico,
					...routesOf(
						{type: 'local', dst: '10.42.1.1', dev: 'cni0', table: 'local'},
						{type: 'local', dst: '10.42.84.128', dev: 'flannel.4096', table: 'local'},
					),
				],
			),
			environment: onCalico,
			findings: [
				{message: 'reserved', subject: interfaceNamed('cni0'), text: '10.42.1.1/32'},
				{message: 'reserved', subject: interfaceNamed('flannel.4096'), text: '10.42.84.128/26'},
			],
		},
		'pods from before the change to Cilium': {
			evidence: situation(
				['cilium_host', pod, 'cali660babf9b67'],
				[...ofCilium, ...routesOf({dst: '10.42.1.5', dev: pod}, {dst: '10.42.1.7', dev: 'cali660babf9b67'})],
				cilium,
			),
			environment: onCilium,
			findings: [{message: 'pods', subject: node, text: '2 devices of pods'}],
		},
		"the rule of Felix's WireGuard on Cilium": {
			evidence: {
				...situation(
					['cilium_host', 'wireguard.cali'],
					[...ofCilium, ...routesOf({dst: '10.42.2.64/26', dev: 'wireguard.cali', table: '1'})],
					cilium,
				),
				rules: felixWireguard,
			},
			environment: onCilium,
			findings: [
				{message: 'rule', subject: {kind: 'RoutingRule', name: '99 lookup 1'}, text: 'to wireguard.cali'},
			],
		},
		"blackholes of a former Calico in Cilium's range": {
			evidence: situation(
				['cilium_host'],
				[...ofCilium, ...routesOf({type: 'blackhole', dst: '10.42.1.64/26', protocol: '80'})],
				cilium,
			),
			environment: onCilium,
			findings: [{message: 'blackhole', subject: {kind: 'Route', name: '10.42.1.64/26'}}],
		},
		'and in that of the bridge of flannel': {
			evidence: situation(
				['cni0', 'flannel.4096'],
				[
					...ofFlannel,
					...routesOf(
						{type: 'blackhole', dst: '10.42.1.64/26', protocol: '80'},
						{type: 'blackhole', dst: '10.42.2.64/26', protocol: '80'},
					),
				],
			),
			environment: onFlannel,
			findings: [{message: 'blackhole', subject: {kind: 'Route', name: '10.42.1.64/26'}}],
		},
	},
});
