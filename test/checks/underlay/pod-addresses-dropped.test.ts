import {test} from 'vitest';
import check from '../../../checks/underlay/pod-addresses-dropped.ts';
import {testCheck} from '../../../src/testing.ts';
import {onOverlay, onUnderlay, peerOf, routeOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const byGateway = (n: number) => routeOf(`10.42.${n}.0/24`, {gateway: `10.0.0.${n}`, dev: 'eth0'});
const byTunnel = (n: number) =>
	routeOf(`10.42.${n}.0/24`, {gateway: `10.42.${n}.0`, dev: 'flannel.1', flags: ['onlink']});
const byDefault = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'});
const plain = {vendor: 'QEMU', isAmazon: false};
const healthy = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	underlayPings: [],
	overlayPings: [],
	pods: [],
	routes: [byDefault, byGateway(1), byGateway(3)],
	vendor: plain,
};
const silent = {...healthy, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]};
const subject = {kind: 'Node', name: 'node-2'} as const;
/** BGP without a tunnel: only a pod there can be asked. */
const ofBgp = (result: 'answered' | 'silent', ...peers: readonly (typeof one)[]) => ({
	...healthy,
	underlay: peers.map(({overlay: _, ...peer}) => onUnderlay(peer, 'answered')),
	overlay: [],
	pods: peers.map(({name}) => ({
		address: `10.42.${name.slice(-1)}.5`,
		port: 53,
		nodeName: name,
		answer: {result},
	})),
});
const onCloud = (cloud: 'alibaba' | 'amazon' | 'azure' | 'google' | 'openstack') => ({
	...silent,
	vendor: {vendor: cloud, isAmazon: cloud === 'amazon', cloud},
});

testCheck(test, check, {
	passes: {
		'pods of all nodes answer': {evidence: healthy},
		'a tunnel that is silent is the matter of another check': {
			evidence: {...silent, routes: [byDefault, byTunnel(1), byTunnel(3)]},
		},
		'a wider route by a router, while that of flannel is gone': {
			evidence: {...silent, routes: [routeOf('10.0.0.0/8', {gateway: '10.0.0.254', dev: 'eth0'})]},
		},
		'no route but the default one': {evidence: {...silent, routes: [byDefault]}},
		'BGP, and a pod of the other node answers': {evidence: ofBgp('answered', one)},
		'BGP on a hypervisor, and one pod is silent, which may hang by itself': {evidence: ofBgp('silent', one)},
		'no route at all': {evidence: {...silent, routes: []}},
		'the node is silent too': {
			evidence: {...silent, underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')]},
		},
		'only the port is refused there: pings come back': {
			evidence: {...silent, overlayPings: [onOverlay(one, 'answered'), onOverlay(three, 'answered')]},
		},
	},
	fails: {
		'the VPC of Alibaba Cloud has no route': {
			evidence: onCloud('alibaba'),
			findings: [{message: 'alibaba', subject}],
		},
		'EC2 checks source and destination': {
			evidence: onCloud('amazon'),
			findings: [{message: 'amazon', subject, text: 'node-1 and node-3: the InternalIP answers'}],
		},
		'Azure has no route': {evidence: onCloud('azure'), findings: [{message: 'azure', subject}]},
		'Google does not forward': {evidence: onCloud('google'), findings: [{message: 'google', subject}]},
		'port security of OpenStack': {
			evidence: onCloud('openstack'),
			findings: [{message: 'openstack', subject}],
		},
		'BGP on OpenStack, and a pod of the other node is silent': {
			evidence: {...ofBgp('silent', one), vendor: onCloud('openstack').vendor},
			findings: [
				{message: 'openstack', subject, text: 'nothing comes back from the pod network (10.42.1.5)'},
			],
		},
		'BGP, and pods of two other nodes are silent': {
			evidence: ofBgp('silent', one, three),
			findings: [{message: 'other', subject, text: 'node-1 and node-3: the InternalIP'}],
		},
		'one node of two, on a hypervisor': {
			evidence: {...healthy, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')]},
			findings: [{message: 'other', subject, text: 'node-3: the InternalIP'}],
		},
	},
});
