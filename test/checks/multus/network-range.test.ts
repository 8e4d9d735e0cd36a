import {test} from 'vitest';
import check from '../../../checks/multus/network-range.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, linksOf} from '../builders.ts';
import {addressOf} from '../flannel-builders.ts';
import {networksOf, withMultus} from './builders.ts';

const environment = withMultus;
const subjectOf = (name: string) =>
	({kind: 'NetworkAttachmentDefinition', namespace: 'default', name}) as const;
const link = (ifname: string, ifindex: number, changes: object = {}) => ({
	ifindex,
	ifname,
	flags: ['UP', 'LOWER_UP'],
	mtu: 1500,
	operstate: 'UP',
	link_type: 'ether',
	...changes,
});
const node = (name: string, number: number) =>
	kubeNode(name, {internalIps: [`10.0.0.${number}`], podCidrs: [`10.42.${number}.0/24`]});
const ranges = {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'};
const of = (ipam: object) => ({
	networks: {
		isDefined: true,
		networks: networksOf({
			lan: {cniVersion: '0.3.1', type: 'macvlan', master: 'eth1', ipam},
		}),
	},
	nodes: [node('node-1', 1), node('node-2', 2)],
	links: linksOf(link('eth0', 2), link('eth1', 3)),
	ranges,
	addresses: [addressOf('eth1', '192.168.50.2/24'), addressOf('flannel.1', '192.168.77.1/32')],
});
const everywhere = (range: string, more: object = {}) => ({type: 'whereabouts', range, ...more});
testCheck(test, check, {
	passes: {
		'Whereabouts, which knows all nodes': {environment, evidence: of(everywhere('192.168.1.0/24'))},
		'a fixed address that is free': {
			environment,
			evidence: of({type: 'static', addresses: [{address: '192.168.50.3/24'}]}),
		},
		'no IPAM': {environment, evidence: of({})},
		'the network of the nodes without their addresses': {
			environment,
			evidence: of(everywhere('10.0.0.100-10.0.0.200/24')),
		},
		'the network of the nodes with their addresses excluded': {
			environment,
			evidence: of(everywhere('10.0.0.0/24', {exclude: ['10.0.0.0/28']})),
		},
	},
	fails: {
		'a fixed address that the second interface of this node has': {
			environment: {...environment, nodeName: told('node-2')},
			evidence: of({type: 'static', addresses: [{address: '192.168.50.2/24'}]}),
			findings: [
				{message: 'ofNode', subject: subjectOf('lan'), text: '192.168.50.2, the address of the node node-2'},
			],
		},
		'the range of pods': {
			environment,
			evidence: of(everywhere('10.42.1.0/24')),
			findings: [{message: 'ofCluster', subject: subjectOf('lan'), text: 'range of pods 10.42.0.0/16'}],
		},
		'the range of services': {
			environment,
			evidence: of(everywhere('10.43.7.0/24')),
			findings: [{message: 'ofCluster', subject: subjectOf('lan'), text: 'range of services 10.43.0.0/16'}],
		},
		'the network of the nodes with their addresses': {
			environment,
			evidence: of(everywhere('10.0.0.0/24')),
			findings: [
				{message: 'ofNode', subject: subjectOf('lan'), text: '10.0.0.1, the address of the node node-1'},
			],
		},
	},
});
