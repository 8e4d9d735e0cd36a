import {test} from 'vitest';
import check from '../../../checks/flannel/rules-refused.ts';
import {testCheck} from '../../../src/testing.ts';
import {flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-flannel-ds/kube-flannel'} as const;
const exit4 =
	'E1122 07:57:30.000000       1 iptables.go:320] Failed to ensure iptables rules: error setting up rules: failed to apply partial iptables-restore unable to run iptables-restore (, ): exit status 4';
const inPlace = {hasRules: true, hasChain: true, isReached: true, postrouting: []};
const missing = {hasRules: false, hasChain: false, isReached: false, postrouting: []};
const evidence = (masquerade: typeof inPlace, message: string, ...minutes: readonly number[]) => ({
	flannel: {pod: flannelPod()},
	masquerade,
	logs: [
		{
			container: 'kube-flannel',
			attempt: 0,
			path: '/var/log/pods/kube-system_kube-flannel-ds-4c9rt_2d3e/kube-flannel/0.log',
			lines: minutes.map(ago => ({time: minutesAgo(ago), stream: 'stderr' as const, message})),
		},
	],
	now,
});

testCheck(test, check, {
	environment,
	passes: {
		'it failed while the node started, and works since': {
			evidence: evidence(inPlace, exit4, 50, 49.9, 49.8, 49.7),
		},
		'it failed once': {evidence: evidence(inPlace, exit4, 0.1)},
		'it says other things': {
			evidence: evidence(
				inPlace,
				'I1122 07:57:30.000000       1 vxlan_network.go:65] watching',
				0.3,
				0.2,
				0.1,
			),
		},
		'it does not run': {evidence: {...evidence(missing, exit4, 0.3, 0.2, 0.1), flannel: {}}},
	},
	fails: {
		'the rules are there': {
			evidence: evidence(inPlace, exit4, 0.3, 0.2, 0.1),
			findings: [{message: 'inPlace', subject, text: 'exit status 4'}],
		},
		'the rules are not there': {
			evidence: evidence(
				missing,
				'E1122 07:57:30.000000       1 iptables.go:320] Failed to ensure iptables rules: Another app is currently holding the xtables lock',
				0.3,
				0.2,
				0.1,
			),
			findings: [{message: 'missing', subject, text: 'holding the xtables lock'}],
		},
	},
});
