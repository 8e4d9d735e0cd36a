import {test} from 'vitest';
import check from '../../../checks/cni/sandbox-address.ts';
import {testCheck} from '../../../src/testing.ts';

const line = (time: number, pod: string) =>
	({
		severity: 'I',
		time,
		message: `"Sandbox for pod has no IP address. Need to start a new one" pod="${pod}"`,
	}) as const;
const other = (time: number) =>
	({severity: 'I', time, message: '"SyncLoop (PLEG): event for pod" pod="shop/web"'}) as const;

testCheck(test, check, {
	environment: {nodeName: {value: 'node-2', signals: []}},
	passes: {
		'nothing of the kind': {evidence: {log: [other(100)]}},
		'an empty log': {evidence: {log: []}},
		'one pod, several times': {evidence: {log: [line(10, 'shop/web'), line(20, 'shop/web')]}},
		'hours ago': {evidence: {log: [line(10, 'shop/web'), line(20, 'shop/db'), other(7200)]}},
	},
	fails: {
		'several pods at once': {
			evidence: {log: [line(10, 'shop/web'), line(11, 'shop/db'), other(100)]},
			findings: [{message: 'replaced', subject: {kind: 'Node', name: 'node-2'}, text: '2 pods'}],
		},
	},
});
