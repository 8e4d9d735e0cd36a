import {test} from 'vitest';
import check from '../../../checks/multus/pod-annotation.ts';
import {testCheck} from '../../../src/testing.ts';
import {attachedPod, withMultus} from './builders.ts';

const environment = withMultus;
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const pending = (networks: string) => attachedPod(networks, {phase: 'Pending'});

testCheck(test, check, {
	passes: {
		'a list of names': {environment, evidence: {pods: [pending('lan, shop/dmz@net7')]}},
		JSON: {environment, evidence: {pods: [pending('[{"name":"lan"}]')]}},
		'a pod that runs, whose annotation was changed later': {
			environment,
			evidence: {pods: [attachedPod('[')]},
		},
	},
	fails: {
		'JSON that is cut off': {
			environment,
			evidence: {pods: [pending('[{"name":"lan"}')]},
			findings: [{message: 'unreadable', subject: web}],
		},
		'upper case': {
			environment,
			evidence: {pods: [pending('LAN')]},
			findings: [{message: 'unreadable', subject: web, text: 'lower case'}],
		},
	},
});
