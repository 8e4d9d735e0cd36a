import {test} from 'vitest';
import check from '../../../checks/calico/bpf-mount.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const root = {point: '/', type: 'ext4', source: '/dev/sda1'};
const subject = {kind: 'Directory', name: '/sys/fs/bpf'} as const;

testCheck(test, check, {
	environment: {...calicoNode, dataplane: told('ebpf' as const)},
	passes: {
		'mounted where it belongs': {
			evidence: {mounts: [root, {point: '/sys/fs/bpf', type: 'bpf', source: 'bpf'}]},
		},
		'nothing could be seen': {evidence: {mounts: []}},
	},
	fails: {
		unmounted: {evidence: {mounts: [root]}, findings: [{message: 'missing', subject}]},
	},
});
