import {test} from 'vitest';
import check from '../../../checks/calico/nodename.ts';
import {testCheck} from '../../../src/testing.ts';

const node = {name: 'node-2', toldBy: 'certificate of kubelet'};
const subject = {kind: 'File', name: '/var/lib/calico/nodename'} as const;

testCheck(test, check, {
	passes: {
		'no file yet, on a node that has just joined': {evidence: {settling: true, files: {}, node}},
		'the same name': {evidence: {settling: false, files: {nodeName: 'node-2'}, node}},
		'a host name that was changed after the node had joined': {
			evidence: {settling: false, files: {nodeName: 'node-2'}, node: {name: 'renamed', toldBy: 'host name'}},
		},
	},
	fails: {
		'no file': {evidence: {settling: false, files: {}, node}, findings: [{message: 'missing', subject}]},
		'an empty file': {
			evidence: {settling: false, files: {nodeName: ''}, node},
			findings: [{message: 'missing', subject}],
		},
		'the name of a node that was cloned': {
			evidence: {settling: false, files: {nodeName: 'node-1'}, node},
			findings: [{message: 'different', subject, text: 'says node-1, but this node is node-2'}],
		},
	},
});
