import {expect, test} from 'vitest';
import check from '../../../checks/service/host-port.ts';
import {lostHostPorts, shadowedHostPorts} from '../../../src/derive/host-ports.ts';
import {parseHostPorts} from '../../../src/parsers/host-ports.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck} from '../../../src/testing.ts';
import {survivesDamage} from '../../parsers/damage.ts';
import {canalConflist, cniFile} from '../builders.ts';
import {units} from '../host/evidence.ts';

const pods = (...more: readonly object[]) =>
	JSON.stringify({
		items: [
			{
				metadata: {name: 'rke2-ingress-nginx-controller-x7k2p', namespace: 'kube-system'},
				spec: {
					containers: [
						{
							ports: [
								{containerPort: 443, hostPort: 443, protocol: 'TCP'},
								{containerPort: 10254, protocol: 'TCP'},
							],
						},
					],
				},
				status: {podIP: '10.42.1.8'},
			},
			...more,
		],
	});
const hostNetwork = {
	metadata: {name: 'rke2-canal-a', namespace: 'kube-system'},
	spec: {hostNetwork: true, containers: [{ports: [{containerPort: 9091, hostPort: 9091}]}]},
	status: {podIP: '10.0.0.2'},
};
const nat = (target: string) =>
	parseIptablesSave(
		[
			'*nat',
			':CNI-DN-b3e6a - [0:0]',
			'-A CNI-DN-b3e6a -s 10.42.1.0/24 -p tcp -m tcp --dport 443 -j CNI-HOSTPORT-SETMARK',
			`-A CNI-DN-b3e6a -p tcp -m tcp --dport 443 -j DNAT --to-destination ${target}`,
			'COMMIT',
			'',
		].join('\n'),
	);

test('reading host ports survives damage', () => {
	survivesDamage(parseHostPorts, pods(hostNetwork));
});

test('host ports are lost without a rule, or with one for another pod', () => {
	const ports = parseHostPorts(pods(hostNetwork));
	expect(ports.map(({hostPort}) => hostPort)).toEqual([443]);
	expect(lostHostPorts(ports, {nft: nat('10.42.1.8:443')})).toEqual([]);
	expect(lostHostPorts(ports, {legacy: nat('10.42.1.8:443')})).toEqual([]);
	expect(lostHostPorts(ports, {nft: nat('10.42.1.7:443')})).toEqual(ports);
});

const jumps = (...lines: readonly string[]) =>
	parseIptablesSave(
		[
			...['*nat', ':CNI-HOSTPORT-DNAT - [0:0]', ':CNI-DN-old - [0:0]', ':CNI-DN-new - [0:0]'],
			...lines,
			'-A CNI-DN-old -s 10.42.1.0/24 -p tcp -m tcp --dport 443 -j CNI-HOSTPORT-SETMARK',
			'-A CNI-DN-old -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.1.77:443',
			'-A CNI-DN-new -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.1.8:443',
			'COMMIT',
			'',
		].join('\n'),
	);
const toOld =
	'-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat" -m multiport --dports 443 -j CNI-DN-old';
const toNew = toOld.replace('CNI-DN-old', 'CNI-DN-new');

test('the first rule of a host port decides, unless it asks for an address', () => {
	const ports = parseHostPorts(pods());
	const shadowed = (...lines: readonly string[]) =>
		shadowedHostPorts(ports, {nft: jumps(...lines)}).map(({target}) => target);
	expect(shadowed(toOld, toNew)).toEqual(['10.42.1.77:443']);
	expect(shadowed(toNew, toOld)).toEqual([]);
	expect(shadowed(toOld.replace('-p tcp', '-d 10.0.0.9/32 -p tcp'), toNew)).toEqual([]);
	expect(shadowed()).toEqual([]);
});

const all = parseHostPorts(pods());
const configurations = [cniFile('10-canal.conflist', canalConflist)];
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-ingress-nginx-controller'} as const;

testCheck(test, check, {
	passes: {
		'all have their rules': {evidence: {ports: {all, lost: [], shadowed: []}, configurations}},
		'another plugin serves them': {
			evidence: {
				ports: {all, lost: all, shadowed: []},
				configurations: [cniFile('10-canal.conflist', {...canalConflist, plugins: [{type: 'calico'}]})],
			},
		},
	},
	fails: {
		'a firewall was reloaded': {
			evidence: {
				ports: {all, lost: all, shadowed: []},
				configurations,
				units: units({'firewalld.service': {ActiveState: 'active'}}),
			},
			findings: [{message: 'lost', subject, text: '443/tcp'}],
		},
		'a rule of a former pod comes first': {
			evidence: {
				ports: {all, lost: [], shadowed: shadowedHostPorts(all, {nft: jumps(toOld, toNew)})},
				configurations,
			},
			findings: [
				{
					message: 'shadowed',
					subject,
					text: 'Host ports 443/tcp of rke2-ingress-nginx-controller-x7k2p lead to 10.42.1.77:443 instead',
				},
			],
		},
	},
});
