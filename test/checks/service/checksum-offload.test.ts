import {test} from 'vitest';
import check from '../../../checks/service/checksum-offload.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import type {BackendServices} from '../../../src/probes/service.rules.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {links, tablesFor} from '../flannel-builders.ts';

const answered: PacketResult = {result: 'answered', milliseconds: 1, answer: ['10.43.0.1']};
const silent: PacketResult = {result: 'silent', detail: 'no answer within 1000 ms'};
const contact = (service: PacketResult, ...endpoints: readonly (readonly [string, PacketResult])[]) => ({
	name: 'kube-system/rke2-coredns-rke2-coredns',
	address: '10.43.0.10',
	port: 53,
	service,
	endpoints: endpoints.map(([address, answer]) => ({address, port: 53, answer})),
	question: 'kubernetes.default.svc.cluster.local',
	total: endpoints.length,
});
const written = (...endpoints: readonly string[]): readonly BackendServices[] => [
	{
		backend: 'nf_tables',
		rules: {
			isHooked: true,
			isMasquerading: true,
			ports: [
				{
					name: 'kube-system/rke2-coredns-rke2-coredns:udp-53',
					address: '10.43.0.10',
					protocol: 'udp',
					port: 53,
					endpoints,
				},
			],
			targets: endpoints,
		},
	},
];
const offload = (isOn: boolean) => [
	{link: 'flannel.1', features: {'tx-checksum-ip-generic': {isOn, isFixed: false}}},
];
const lost = {
	contact: contact(silent, ['10.42.1.9', answered]),
	services: written('10.42.1.9:53'),
	features: offload(true),
	routes: tablesFor(1, 3).routes,
	rules: parseIpRule('[{"priority":32766,"src":"all","table":"main"}]'),
	devices: links,
};
const subject = {kind: 'Interface', name: 'flannel.1'} as const;

testCheck(test, check, {
	passes: {
		'the service answers': {evidence: {...lost, contact: contact(answered, ['10.42.1.9', answered])}},
		'its endpoint is silent too': {evidence: {...lost, contact: contact(silent, ['10.42.1.9', silent])}},
		'the checksum is made by the kernel': {evidence: {...lost, features: offload(false)}},
		'there is no rule for it': {evidence: {...lost, services: written()}},
		'the rules lead elsewhere': {evidence: {...lost, services: written('10.42.7.7:53')}},
		'an endpoint of this node answers, past the tunnel': {
			evidence: {
				...lost,
				contact: contact(silent, ['10.42.1.9', answered], ['10.42.200.9', answered]),
				services: written('10.42.1.9:53', '10.42.200.9:53'),
			},
		},
	},
	fails: {
		'only what is masqueraded gets lost': {
			evidence: lost,
			findings: [{message: 'lostOnFlannel', subject, text: 'CoreDNS at 10.42.1.9, all behind flannel.1'}],
		},
		'with Calico': {
			evidence: lost,
			environment: {cni: told('calico')},
			findings: [{message: 'lostOnCalico', subject}],
		},
	},
});
