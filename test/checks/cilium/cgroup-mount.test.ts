import {test} from 'vitest';
import check from '../../../checks/cilium/cgroup-mount.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const systemd = {point: '/sys/fs/cgroup', type: 'cgroup2', source: 'cgroup2'};
const own = {point: '/run/cilium/cgroupv2', type: 'cgroup2', source: 'none'};
const status = ciliumStatus({'kube-proxy-replacement': {mode: 'True'}});
const configuration = {'cgroup-root': '/run/cilium/cgroupv2'};
const subject = (name: string) => ({kind: 'Directory', name}) as const;

testCheck(test, check, {
	passes: {
		mounted: {evidence: {mounts: [systemd, own], status, configuration}, environment: onCilium},
		'that of systemd, as the chart may say': {
			evidence: {mounts: [systemd], status, configuration: {'cgroup-root': '/sys/fs/cgroup'}},
			environment: onCilium,
		},
		'not needed beside kube-proxy': {
			evidence: {mounts: [systemd], status: ciliumStatus(), configuration},
			environment: onCilium,
		},
	},
	fails: {
		unmounted: {
			evidence: {mounts: [systemd], status, configuration},
			environment: onCilium,
			findings: [{message: 'missing', subject: subject('/run/cilium/cgroupv2')}],
		},
	},
});
