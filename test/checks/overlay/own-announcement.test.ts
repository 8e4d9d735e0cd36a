import {test} from 'vitest';
import check from '../../../checks/overlay/own-announcement.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {flannelNode, links} from '../flannel-builders.ts';

const readySince = (minutes: number) =>
	[{type: 'Ready', status: 'True', changedAt: minutesAgo(minutes)}] as const;
const announced = flannelNode(2, {conditions: readySince(300)});
const without = (key: string) =>
	Object.fromEntries(Object.entries(announced.annotations).filter(([name]) => !name.endsWith(key)));
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'announced as flannel does it': {evidence: {node: announced, links, now}},
		'a node that has just joined': {
			evidence: {node: {...announced, annotations: {}, conditions: readySince(1)}, links, now},
		},
		'a node that is not Ready, as long as flannel does not run': {
			evidence: {node: {...announced, annotations: {}, conditions: []}, links, now},
		},
		'no device, which is another finding': {
			evidence: {node: {...announced, annotations: {}}, links: [], now},
		},
	},
	fails: {
		'a Node that was deleted and came back': {
			evidence: {node: {...announced, annotations: {}}, links, now},
			findings: [{message: 'missing', subject, text: 'has no flannel.alpha.coreos.com/public-ip'}],
		},
		'data of the backend that somebody emptied': {
			evidence: {node: {...announced, annotations: without('backend-data')}, links, now},
			findings: [{message: 'missing', subject, text: 'no VtepMAC in flannel'}],
		},
	},
});
