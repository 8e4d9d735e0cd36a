import {test} from 'vitest';
import check from '../../../checks/cilium/bpf-mount.ts';
import {testCheck} from '../../../src/testing.ts';
import {onCilium} from '../cilium-builders.ts';

const root = {point: '/', type: 'ext4', source: '/dev/sda1'};
const subject = {kind: 'Directory', name: '/sys/fs/bpf'} as const;

testCheck(test, check, {
	passes: {
		'mounted where it belongs': {
			evidence: {mounts: [root, {point: '/sys/fs/bpf', type: 'bpf', source: 'bpf'}]},
			environment: onCilium,
		},
		'mounted elsewhere, as bpf.root says': {
			evidence: {mounts: [root, {point: '/run/bpf', type: 'bpf', source: 'none'}]},
			environment: onCilium,
		},
		'nothing could be seen': {evidence: {mounts: []}, environment: onCilium},
	},
	fails: {
		unmounted: {evidence: {mounts: [root]}, environment: onCilium, findings: [{message: 'missing', subject}]},
		'something else in its place': {
			evidence: {mounts: [root, {point: '/sys/fs/bpf', type: 'tmpfs', source: 'tmpfs'}]},
			environment: onCilium,
			findings: [{message: 'missing', subject}],
		},
	},
});
