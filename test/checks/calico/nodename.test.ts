import {test} from 'vitest';
import check from '../../../checks/calico/nodename.ts';
import {testCheck} from '../../../src/testing.ts';

const node = {name: 'node-2', toldBy: 'certificate of kubelet'};
const subject = {kind: 'File', name: '/var/lib/calico/nodename'} as const;

testCheck(test, check, {
	passes: {
		'the same name': {evidence: {settled: true, files: {nodeName: 'node-2'}, node}},
		'a host name that was changed after the node had joined': {
			evidence: {settled: true, files: {nodeName: 'node-2'}, node: {name: 'renamed', toldBy: 'host name'}},
		},
	},
	fails: {
		'no file': {evidence: {settled: true, files: {}, node}, findings: [{message: 'missing', subject}]},
		'an empty file': {
			evidence: {settled: true, files: {nodeName: ''}, node},
			findings: [{message: 'missing', subject}],
		},
		'the name of a node that was cloned': {
			evidence: {settled: true, files: {nodeName: 'node-1'}, node},
			findings: [{message: 'different', subject, text: 'says node-1, but this node is node-2'}],
		},
	},
});
