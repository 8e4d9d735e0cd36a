import {test} from 'vitest';
import check from '../../../checks/cilium/host-device.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {answered, onCilium} from '../cilium-builders.ts';

const link = (name: string, flags: readonly string[]) => ({
	ifname: name,
	ifindex: 3,
	flags,
	mtu: 1500,
	operstate: 'UP',
});
const well = ['UP', 'LOWER_UP'];
const subject = (name: string) => ({kind: 'Interface', name}) as const;

testCheck(test, check, {
	passes: {
		'both up': {
			evidence: {links: linksOf(link('cilium_host', well), link('cilium_net', well)), agent: answered()},
			environment: onCilium,
		},
		'none yet, and the agent does not run': {
			evidence: {links: [], agent: {state: 'refused', detail: 'connection refused'}},
			environment: onCilium,
		},
	},
	fails: {
		'one down': {
			evidence: {links: linksOf(link('cilium_host', []), link('cilium_net', ['UP'])), agent: answered()},
			environment: onCilium,
			findings: [{message: 'down', subject: subject('cilium_host')}],
		},
		'both deleted': {
			evidence: {links: [], agent: answered()},
			environment: onCilium,
			findings: [
				{message: 'missing', subject: subject('cilium_host')},
				{message: 'missing', subject: subject('cilium_net')},
			],
		},
	},
});
