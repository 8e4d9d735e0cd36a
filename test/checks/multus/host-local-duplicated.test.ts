import {test} from 'vitest';
import check from '../../../checks/multus/host-local-duplicated.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

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
const asking = (networks: string) => [attachedPod(networks)];
const of = (ipam: object, changes: object = {}, more: object = {}) => ({
	networks: {
		isDefined: true,
		networks: networksOf({
			lan: {cniVersion: '0.3.1', type: 'macvlan', master: 'eth1', ipam, ...changes},
			...more,
		}),
	},
	links: linksOf(link('eth0', 2), link('eth1', 3), link('br1', 4, {linkinfo: {info_kind: 'bridge'}})),
	pods: asking('lan'),
	elsewhere: [attachedPod('lan', {name: 'web-7d4b9c6f5d-b8m4q'})],
});
const local = (subnet: string, more: object = {}) => ({type: 'host-local', subnet, ...more});
const everywhere = (range: string, more: object = {}) => ({type: 'whereabouts', range, ...more});
const part = (rangeStart: string, rangeEnd: string) => ({
	cniVersion: '0.3.1',
	type: 'macvlan',
	master: 'eth1',
	ipam: local('192.168.1.0/24', {rangeStart, rangeEnd}),
});

testCheck(test, check, {
	passes: {
		'Whereabouts, which knows all nodes': {environment, evidence: of(everywhere('192.168.1.0/24'))},
		'host-local on a single node': {
			environment,
			evidence: {...of(local('192.168.1.0/24')), elsewhere: []},
		},
		'host-local for the only replica': {
			environment,
			evidence: {...of(local('192.168.1.0/24')), elsewhere: [attachedPod('wan')]},
		},
		'host-local for a replica that is to start elsewhere': {
			environment,
			evidence: {...of(local('192.168.1.0/24')), elsewhere: [attachedPod('lan', {phase: 'Pending'})]},
		},
		'host-local, which no pod here uses': {
			environment,
			evidence: {...of(local('192.168.1.0/24')), pods: asking('wan')},
		},
		'host-local on a bridge of the node alone': {
			environment,
			evidence: of(local('192.168.1.0/24'), {type: 'bridge', bridge: 'br1'}),
		},
		'host-local on an interface that only other nodes have': {
			environment,
			evidence: of(local('192.168.1.0/24'), {master: 'eth7'}),
		},
		'a definition per node with a part of the range': {
			environment,
			evidence: {
				...of({}),
				networks: {
					isDefined: true,
					networks: networksOf({
						one: part('192.168.1.10', '192.168.1.19'),
						two: part('192.168.1.20', '192.168.1.29'),
					}),
				},
			},
		},
	},
	fails: {
		'host-local on a network that spans nodes': {
			environment,
			evidence: of(local('192.168.1.0/24')),
			findings: [{message: 'duplicated', subject: subjectOf('lan'), text: '192.168.1.0/24'}],
		},
		'host-local on a bridge with an interface of the node in it': {
			environment,
			evidence: {
				...of(local('192.168.1.0/24'), {type: 'bridge', bridge: 'br1'}),
				links: linksOf(link('br1', 4, {linkinfo: {info_kind: 'bridge'}}), link('eth1', 3, {master: 'br1'})),
			},
			findings: [{message: 'duplicated', subject: subjectOf('lan'), text: 'bridge joins the nodes'}],
		},
	},
});
