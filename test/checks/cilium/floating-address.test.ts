import {test} from 'vitest';
import check from '../../../checks/cilium/floating-address.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, routesOf} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';
import {addressOf} from '../flannel-builders.ts';

const replaced = (mode: string) =>
	ciliumStatus({'kube-proxy-replacement': {mode, deviceList: [{name: 'eth0', ip: ['10.0.0.2']}]}});
const configured = (values: Readonly<Record<string, unknown>> = {}) => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'cilium', multus: false, isExplicit: true, source: 'config.yaml'} as const,
});
const own = addressOf('eth0', '10.0.0.2/24');
const evidence = {
	status: replaced('True'),
	options: {} as Readonly<Record<string, string>>,
	configuration: configured(),
	node: kubeNode('node-2', {internalIps: ['10.0.0.2']}),
	addresses: [own, addressOf('eth0', '10.0.0.100/32')],
	routes: routesOf({dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []}),
};
const given = (changes: Partial<typeof evidence> = {}) => ({evidence: {...evidence, ...changes}});

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'a single address': given({addresses: [own]}),
		'kube-proxy serves': given({status: replaced('False')}),
		'ranges are named': given({options: {'nodeport-addresses': '10.0.0.0/24'}}),
		'the address of the servers': given({configuration: configured({'tls-san': ['10.0.0.100']})}),
		'where this node registers': given({configuration: configured({server: 'https://10.0.0.100:9345'})}),
		'an interface that Cilium leaves alone': given({
			addresses: [own, addressOf('eth1', '10.0.0.100/32')],
		}),
		'a second address for good, in its network': given({addresses: [own, addressOf('eth0', '10.0.0.3/24')]}),
	},
	fails: {
		'an address that moves': {
			...given(),
			findings: [
				{
					message: 'unserved',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'at 10.0.0.100 on eth0, which moves between machines',
				},
			],
		},
	},
});
