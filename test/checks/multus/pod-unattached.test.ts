import {test} from 'vitest';
import check from '../../../checks/multus/pod-unattached.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {attachedPod, withMultus} from './builders.ts';

const environment = withMultus;
const eth0 = {name: 'k8s-pod-network', interface: 'eth0', ips: ['10.42.1.5'], default: true, dns: {}};
const lan = {name: 'default/lan', interface: 'net1', ips: ['192.168.1.5'], dns: {}};
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const of = (...pods: readonly ReturnType<typeof attachedPod>[]) => ({environment, evidence: {pods, now}});

testCheck(test, check, {
	passes: {
		'no pod that asks': of(),
		'a pod with its network': of(attachedPod('lan', {status: [eth0, lan]})),
		'a network told by the name in its configuration': of(
			attachedPod('lan', {status: [eth0, {...lan, name: 'macvlan-conf'}]}),
		),
		'a pod on the host network': of(attachedPod('lan', {hostNetwork: true})),
		'a pod that has not started': of(attachedPod('lan', {phase: 'Pending'})),
		'a pod that has ended': of(attachedPod('lan', {phase: 'Succeeded'})),
		'a pod of a moment ago': of(attachedPod('lan', {created: '2026-11-22T07:59:30Z'})),
		'an annotation that Multus refuses, which is another finding': of(attachedPod('[')),
		'a status that nobody can read': of(attachedPod('lan', {status: '['})),
		'a plugin that makes several interfaces': of(
			attachedPod('lan,default/bond', {
				status: [
					eth0,
					lan,
					{name: 'default/bond', interface: 'net2'},
					{name: 'default/bond', interface: 'net3'},
				],
			}),
		),
	},
	fails: {
		'no status at all': {
			...of(attachedPod('lan')),
			findings: [{message: 'unattached', subject: web, text: 'runs without default/lan'}],
		},
		'a status with the primary network alone': {
			...of(
				attachedPod('lan', {status: [eth0]}),
				attachedPod('lan', {name: 'web-7d4b9c6f5d-z2z2z', status: [eth0]}),
			),
			findings: [
				{message: 'unattached', subject: web, text: 'web-7d4b9c6f5d-x7k2p and default/web-7d4b9c6f5d-z2z2z'},
			],
		},
		'one of two': {
			...of(attachedPod('lan,shop/dmz@net7', {status: [eth0, lan]})),
			findings: [{message: 'unattached', subject: web, text: 'without shop/dmz'}],
		},
	},
});
