import {test} from 'vitest';
import check from '../../../checks/calico/peer-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, kubeNode} from '../builders.ts';
import {onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';

const nodeOf = (n: number, address = `10.0.0.${n}`) =>
	kubeNode(`node-${n}`, {
		internalIps: [`10.0.0.${n}`],
		annotations: {'projectcalico.org/IPv4Address': `${address}/24`},
	});
const [one, three] = [peerOf(1), peerOf(3)];
const silentThree = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [],
	routes: [],
};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a silent tunnel to the InternalIP': {
			evidence: {...silentThree, nodes: [nodeOf(1), nodeOf(2), nodeOf(3)]},
		},
		'another address that works': {
			evidence: {...silentThree, nodes: [nodeOf(1, '172.21.0.1'), nodeOf(2), nodeOf(3)]},
		},
		'all have a network for pods': {
			evidence: {
				...silentThree,
				nodes: [nodeOf(1, '10.9.0.1'), nodeOf(2, '10.9.0.2'), nodeOf(3, '10.9.0.3')],
			},
		},
	},
	fails: {
		'the bridge of Docker': {
			evidence: {...silentThree, nodes: [nodeOf(1), nodeOf(2), nodeOf(3, '172.21.0.1')]},
			findings: [
				{
					message: 'another',
					subject: {kind: 'Node', name: 'node-3'},
					text: 'answers on its InternalIP 10.0.0.3, but Calico there has chosen 172.21.0.1',
				},
			],
		},
	},
});
