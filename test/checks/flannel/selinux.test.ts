import {test} from 'vitest';
import check from '../../../checks/flannel/selinux.ts';
import type {ContainerRun} from '../../../src/derive/pod-run.ts';
import type {SelinuxMode} from '../../../src/probes/selinux.mode.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalPod, containerRun, minutesAgo} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const failed = {state: 'exited', attempt: 4, end: {exitCode: 1}} as const;
const refused = "cp: can't create '/etc/cni/net.d/10-flannel.conflist': Permission denied";
const evidence = (
	line: string,
	mode: SelinuxMode = 'enforcing',
	changes: Partial<ContainerRun> = failed,
) => ({
	mode,
	flannel: {pod: canalPod({containers: [containerRun('install-cni', changes)]})},
	logs: [
		{
			container: 'install-cni',
			attempt: 4,
			path: '/var/log/pods/kube-system_kube-flannel-ds-x7k2p_2d3e/install-cni/4.log',
			lines: [{time: minutesAgo(3), stream: 'stderr' as const, message: line}],
		},
	],
});

testCheck(test, check, {
	environment,
	passes: {
		'SELinux only reports': {evidence: evidence(refused, 'permissive')},
		'SELinux is off': {evidence: evidence(refused, 'disabled')},
		'another end': {
			evidence: evidence("cp: can't create '/etc/cni/net.d/10-flannel.conflist': No space left on device"),
		},
		'a run before, and the container has done its work since': {
			evidence: evidence(refused, 'enforcing', {state: 'exited', attempt: 5, end: {exitCode: 0}}),
		},
		'no log': {evidence: {...evidence(refused), logs: []}},
	},
	fails: {
		'the container may not write': {
			evidence: evidence(refused),
			findings: [
				{
					message: 'denied',
					subject: {kind: 'File', name: '/etc/cni/net.d/10-flannel.conflist'},
					text: 'install-cni may not write /etc/cni/net.d/10-flannel.conflist',
				},
			],
		},
	},
});
