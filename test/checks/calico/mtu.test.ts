import {test} from 'vitest';
import check from '../../../checks/calico/mtu.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoConflist, calicoHelm, calicoNode, cniFile, linksOf, routesOf} from '../builders.ts';

const flags = ['BROADCAST', 'UP', 'LOWER_UP'];
const nic = (mtu: number) => ({ifindex: 2, ifname: 'eth0', flags, mtu, operstate: 'UP'});
const tunnel = (mtu: number) => ({
	ifindex: 3,
	ifname: 'vxlan.calico',
	flags,
	mtu,
	operstate: 'UNKNOWN',
	linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, link: 'eth0', port: 4789, local: '10.0.0.2'}},
});
const pod = (mtu: number) => ({
	ifindex: 4,
	ifname: 'cali0123456789a',
	flags,
	mtu,
	operstate: 'UP',
	linkinfo: {info_kind: 'veth'},
});
const files = [cniFile('10-calico.conflist', calicoConflist)];
const fixed = (mtu: number) => [
	cniFile('10-calico.conflist', {...calicoConflist, plugins: [{type: 'calico', mtu}]}),
];
const calico = (mtu: number) => ({nodeName: 'node-2', mtu});
const helm = calicoHelm();
const set = (mtu: number) => calicoHelm(`installation:\n  calicoNetwork:\n    mtu: ${mtu}`);
const routes = routesOf({
	...{type: 'unicast', dst: '10.42.84.128/26', gateway: '10.42.84.128', dev: 'vxlan.calico'},
	...{table: 'main', protocol: '80', scope: 'global', flags: ['onlink']},
});
const byBird = {
	...{type: 'unicast', dst: '10.42.84.128/26', gateway: '10.0.0.1', dev: 'eth0'},
	...{table: 'main', protocol: 'bird', scope: 'global', flags: []},
};
const device = {kind: 'Interface', name: 'vxlan.calico'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'BGP, by which a router announces a storage network too': {
			environment: {backend: told('bgp')},
			evidence: {
				links: linksOf(nic(1400), pod(1500)),
				files,
				calico: calico(1500),
				helm,
				routes: routesOf({...byBird, dst: '172.16.0.0/24'}, {...byBird, dst: 'default'}),
			},
		},
		'BGP, with pods as large as the uplink, and another interface that is smaller': {
			environment: {backend: told('bgp')},
			evidence: {
				links: linksOf(nic(1500), {...nic(1280), ifindex: 9, ifname: 'wg0'}, pod(1500)),
				files,
				calico: calico(1500),
				helm,
				routes: routesOf(byBird),
			},
		},
		'what Calico works out on 1500': {
			evidence: {
				links: linksOf(nic(1500), tunnel(1450), pod(1450)),
				files,
				calico: calico(1450),
				helm,
				routes,
			},
		},
		'bond0, for which Calico assumes 1460': {
			evidence: {
				links: linksOf(nic(1500), tunnel(1410), pod(1410)),
				files,
				calico: calico(1410),
				helm,
				routes,
			},
		},
		'a value that leaves room on jumbo frames': {
			evidence: {
				links: linksOf(nic(9000), tunnel(8950), pod(8950)),
				files,
				calico: calico(8950),
				helm: set(8950),
				routes,
			},
		},
		'pods that are smaller than they need be': {
			evidence: {
				links: linksOf(nic(9000), tunnel(8950), pod(1450)),
				files,
				calico: calico(8950),
				helm,
				routes,
			},
		},
		'CrossSubnet, and all nodes on one network': {
			evidence: {
				links: linksOf(nic(1500), tunnel(1450), pod(1500)),
				files,
				calico: calico(1500),
				helm: set(1500),
				routes: [],
			},
		},
		'no tunnel, which is another finding': {
			evidence: {links: linksOf(nic(1500)), files, calico: calico(1450), helm, routes},
		},
	},
	fails: {
		'BGP: pods from before the MTU of the uplink was lowered': {
			environment: {backend: told('bgp')},
			evidence: {
				links: linksOf(nic(1400), pod(1500)),
				files,
				calico: calico(1500),
				helm,
				routes: routesOf(byBird),
			},
			findings: [
				{
					message: 'uplink',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'Pods here have MTU 1500 (cali0123456789a)',
				},
			],
		},
		"the documentation's 9000 on 9000": {
			evidence: {
				links: linksOf(nic(9000), tunnel(8950), pod(9000)),
				files,
				calico: calico(9000),
				helm: set(9000),
				routes,
			},
			findings: [
				{
					message: 'setting',
					subject: {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'},
					text: 'mtu is 9000, but eth0 carries 9000 and VXLAN adds 50: packets of pods that are larger than 8950',
				},
			],
		},
		'an uplink that became smaller': {
			evidence: {
				links: linksOf(nic(1400), tunnel(1450), pod(1450)),
				files,
				calico: calico(1450),
				helm,
				routes,
			},
			findings: [{message: 'tunnel', subject: device, text: 'larger than 1350'}],
		},
		'a conflist that fixes the MTU of pods': {
			evidence: {
				links: linksOf(nic(1500), tunnel(1450)),
				files: fixed(1500),
				calico: calico(1450),
				helm,
				routes,
			},
			findings: [{message: 'pods', subject: device, text: '10-calico.conflist'}],
		},
		'pods from before the MTU was lowered': {
			evidence: {
				links: linksOf(nic(1500), tunnel(1450), pod(1500)),
				files,
				calico: calico(1450),
				helm,
				routes,
			},
			findings: [{message: 'runningPods', subject: device, text: 'cali0123456789a has MTU 1500'}],
		},
	},
});
