import {test} from 'vitest';
import check from '../../../checks/interface/internal-ip-floating.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck} from '../../../src/testing.ts';
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

testCheck(test, check, {
	passes: {
		'a virtual address beside that of the Node': {
			evidence: {node: registered('10.0.0.2'), addresses: [own, virtual], configuration},
		},
		'a cloud that gives a single address': {
			evidence: {node: registered('10.0.0.100'), addresses: [virtual], configuration},
		},
		'a network of its own beside a single address of a cloud': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [virtual, addressOf('eth1', '192.168.0.2/24')],
				configuration,
			},
		},
		'it is meant': {
			evidence: {
				node: registered('10.0.0.100'),
				addresses: [own, virtual],
				configuration: configured({'node-ip': '10.0.0.100'}),
			},
		},
		'an address that is gone, which is another finding': {
			evidence: {node: registered('10.0.0.100'), addresses: [own], configuration},
		},
	},
	fails: {
		'kube-vip had its address here when RKE2 started': {
			evidence: {node: registered('10.0.0.100'), addresses: [own, virtual], configuration},
			findings: [
				{
					message: 'floating',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'registered with 10.0.0.100, alone in its network on eth0',
				},
			],
		},
	},
});
