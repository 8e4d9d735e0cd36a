import {test} from 'vitest';
import check from '../../../checks/cni/loopback-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {entries, entry} from '../builders.ts';

const lo = {interfaceName: 'lo', plugins: ['loopback']};
const runtime = {pluginDirectories: ['/opt/cni/bin'], networks: [lo]};
const subject = {kind: 'File', name: '/opt/cni/bin/loopback'} as const;

testCheck(test, check, {
	passes: {
		'loopback is there': {evidence: {settled: true, runtime, binaries: entries('loopback')}},
		'containerd makes lo itself': {
			evidence: {settled: true, runtime: {...runtime, networks: []}, binaries: []},
		},
		'plugins in another directory': {
			evidence: {
				settled: true,
				runtime: {...runtime, pluginDirectories: ['/opt/cni/bin', '/usr/libexec/cni']},
				binaries: [],
			},
		},
	},
	fails: {
		'a CNI that did not bring it': {
			evidence: {settled: true, runtime, binaries: entries('kube-ovn', 'portmap')},
			findings: [{message: 'missing', subject}],
		},
		'not executable': {
			evidence: {settled: true, runtime, binaries: [entry('loopback', {mode: 0o600})]},
			findings: [{message: 'missing', subject}],
		},
	},
});
