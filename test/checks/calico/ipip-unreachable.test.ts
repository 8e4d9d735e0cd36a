import {test} from 'vitest';
import check from '../../../checks/calico/ipip-unreachable.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';
import {onOverlay, onUnderlay, peerOf, routeOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const by = (dev: string) =>
	[1, 3].map(n => routeOf(`10.42.${n}.0/26`, {gateway: `10.0.0.${n}`, dev, protocol: 'bird'}));
const well = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	underlayPings: [],
	overlayPings: [],
	routes: by('tunl0'),
};
const silent = {...well, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]};
const zero = {bytes: 0, packets: 0, errors: 0, dropped: 0};
const counters = [{name: 'tunl0', sent: {...zero, packets: 4}, received: zero}];

testCheck(test, check, {
	environment: {...calicoNode, backend: told('ipip' as const), overlayDevice: told('tunl0'), bgp: told(true)},
	passes: {
		'all answer': {evidence: well},
		'BGP is down: no route leads there at all': {evidence: {...silent, routes: []}},
		'CrossSubnet: the tunnel is not used to neighbours': {evidence: {...silent, routes: by('eth0')}},
		'a node that is NotReady': {
			evidence: {
				...well,
				underlay: [onUnderlay(peerOf(1, {standing: 'not-ready'}), 'answered')],
				overlay: [onOverlay(peerOf(1, {standing: 'not-ready'}), 'silent')],
			},
		},
		'silent on the underlay too': {
			evidence: {
				...silent,
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
				underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
			},
		},
	},
	fails: {
		'a cloud that opens ports only': {
			evidence: {...silent, counters},
			findings: [
				{
					message: 'silent',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'node-1 and node-3 answer on the underlay, but nothing comes back from 10.42.1.0 through tunl0: IP-in-IP (protocol 4) is most likely blocked between the nodes; nothing at all comes in',
				},
			],
		},
		'one node with a firewall': {
			evidence: {...well, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')]},
			findings: [{message: 'silent', subject: {kind: 'Peer', name: 'node-3'}, text: 'node-3 answers on'}],
		},
		'large packets are lost': {
			evidence: {...well, overlay: [onOverlay(one, 'answered'), onOverlay(three, 'stalled')]},
			findings: [{message: 'stalls', subject: {kind: 'Peer', name: 'node-3'}}],
		},
	},
});
