import {test} from 'vitest';
import check from '../../../checks/cilium/masquerading.ts';
import type {ConntrackEntry} from '../../../src/parsers/conntrack.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';
import {tracked} from '../conntrack-builders.ts';

const node = kubeNode('node-2', {podCidrs: ['10.42.1.0/24'], internalIps: ['10.0.0.12']});
const evidenceOf = (masquerading: unknown, mode = 'Tunnel', answered: readonly ConntrackEntry[] = []) => ({
	evidence: {
		status: ciliumStatus({masquerading, routing: {'inter-host-routing-mode': mode}}),
		node,
		answered,
	},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'by iptables': evidenceOf({enabled: true, enabledProtocols: {ipv4: true}, mode: 'iptables'}),
		'off where routers carry the packets of pods': evidenceOf({}, 'Native'),
		'off with a tunnel, and routers are told by BGP': {
			...evidenceOf({}),
			environment: {...onCilium, bgp: told(true)},
		},
		'off with a tunnel, and somebody outside answers a pod': evidenceOf({}, 'Tunnel', [
			tracked('udp', {source: '10.42.1.7', to: '10.0.0.254', port: 53, backPort: 40_000, isReplied: true}),
		]),
		'off with a tunnel, and somebody outside answers a pod of a range that Cilium has from its own pool': {
			evidence: {
				status: ciliumStatus({
					masquerading: {},
					routing: {'inter-host-routing-mode': 'Tunnel'},
					ipam: {status: 'IPv4: 5/254 allocated from 10.9.1.0/24, '},
				}),
				node,
				answered: [
					tracked('udp', {source: '10.9.1.7', to: '10.0.0.254', port: 53, backPort: 40_000, isReplied: true}),
				],
			},
			environment: onCilium,
		},
		'an old version that tells no families': evidenceOf({enabled: true}),
	},
	fails: {
		'off with a tunnel': {
			...evidenceOf({}),
			findings: [{message: 'off', subject: agentSubject, text: '10.42.1.0/24'}],
		},
	},
});
