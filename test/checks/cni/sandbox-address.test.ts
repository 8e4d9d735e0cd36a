import {test} from 'vitest';
import check from '../../../checks/cni/sandbox-address.ts';
import {testCheck} from '../../../src/testing.ts';

const line = (age: number, pod: string) =>
	({
		severity: 'I',
		age,
		message: `"Sandbox for pod has no IP address. Need to start a new one" pod="${pod}"`,
	}) as const;
const other = (age: number) =>
	({severity: 'I', age, message: '"SyncLoop (PLEG): event for pod" pod="shop/web"'}) as const;

testCheck(test, check, {
	environment: {nodeName: {value: 'node-2', signals: []}},
	passes: {
		'nothing of the kind': {evidence: {log: [other(100)]}},
		'an empty log': {evidence: {log: []}},
		'one pod, several times': {evidence: {log: [line(20, 'shop/web'), line(10, 'shop/web')]}},
		'hours ago': {evidence: {log: [line(7200, 'shop/web'), line(7190, 'shop/db')]}},
		'before the clock was set back': {evidence: {log: [line(-90, 'shop/web'), line(-80, 'shop/db')]}},
	},
	fails: {
		'several pods at once': {
			evidence: {log: [line(101, 'shop/web'), line(100, 'shop/db'), other(10)]},
			findings: [{message: 'replaced', subject: {kind: 'Node', name: 'node-2'}, text: '2 pods'}],
		},
	},
});
