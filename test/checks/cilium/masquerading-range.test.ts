import {test} from 'vitest';
import check from '../../../checks/cilium/masquerading-range.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const node = kubeNode('node-2', {podCidrs: ['10.42.1.0/24'], internalIps: ['10.0.0.12']});
const evidenceOf = (masquerading: unknown, mode = 'Tunnel') => ({
	evidence: {status: ciliumStatus({masquerading, routing: {'inter-host-routing-mode': mode}}), node},
	environment: onCilium,
});
const wide = {
	...{enabled: true, enabledProtocols: {ipv4: true}},
	...{mode: 'BPF', 'snat-exclusion-cidr-v4': '10.0.0.0/8'},
};

testCheck(test, check, {
	passes: {
		'by iptables': evidenceOf({enabled: true, enabledProtocols: {ipv4: true}, mode: 'iptables'}),
		'by eBPF, pods excluded': evidenceOf({
			enabled: true,
			enabledProtocols: {ipv4: true},
			mode: 'BPF',
			'snat-exclusion-cidr-v4': '10.42.0.0/16',
		}),
		'a wide range where routers carry the packets of pods': evidenceOf(wide, 'Native'),
		'masquerading is off': evidenceOf({...wide, enabled: false, enabledProtocols: {}}),
	},
	fails: {
		'the network of the nodes is excluded too': {
			...evidenceOf(wide),
			findings: [{message: 'excluded', subject: agentSubject, text: '10.0.0.0/8'}],
		},
	},
});
