import {test} from 'vitest';
import check from '../../../checks/service/proxy-mode.ts';
import {testCheck, told} from '../../../src/testing.ts';

const refused = {state: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:10256'} as const;
const healthy = {state: 'healthy', status: 200, body: '{}'} as const;
const withMode = (mode: string) => new Map([['proxy-mode', mode]]);
const environment = {rke2Version: told('v1.35.7+rke2r1')};

testCheck(test, check, {
	passes: {
		'a mode that it knows': {
			evidence: {settled: true, flags: withMode('ipvs'), health: refused},
			environment,
		},
		'no mode': {evidence: {settled: true, flags: new Map([['v', '2']]), health: refused}, environment},
		'the manifest was edited, and kube-proxy runs as before': {
			evidence: {settled: true, flags: withMode('ipvss'), health: healthy},
			environment,
		},
		'userspace, which old ones knew': {
			evidence: {settled: true, flags: withMode('userspace'), health: refused},
			environment: {rke2Version: told('v1.25.16+rke2r1')},
		},
	},
	fails: {
		'a slip': {
			evidence: {settled: true, flags: withMode('ipvss'), health: refused},
			environment,
			findings: [
				{
					message: 'unknown',
					subject: {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
					text: '--proxy-mode=ipvss',
				},
			],
		},
	},
});
