import {expect, test} from 'vitest';
import check from '../../../checks/service/host-port.ts';
import {lostHostPorts} from '../../../src/derive/host-ports.ts';
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

const all = parseHostPorts(pods());
const configurations = [cniFile('10-canal.conflist', canalConflist)];
const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-ingress-nginx-controller'} as const;

testCheck(test, check, {
	passes: {
		'all have their rules': {evidence: {ports: {all, lost: []}, configurations}},
		'another plugin serves them': {
			evidence: {
				ports: {all, lost: all},
				configurations: [cniFile('10-canal.conflist', {...canalConflist, plugins: [{type: 'calico'}]})],
			},
		},
	},
	fails: {
		'a firewall was reloaded': {
			evidence: {
				ports: {all, lost: all},
				configurations,
				units: units({'firewalld.service': {ActiveState: 'active'}}),
			},
			findings: [{message: 'lost', subject, text: '443/tcp'}],
		},
	},
});
