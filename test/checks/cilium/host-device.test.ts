import {test} from 'vitest';
import check from '../../../checks/cilium/host-device.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {answered, onCilium} from '../cilium-builders.ts';
import {addressesOf} from '../host/evidence.ts';

const link = (name: string, flags: readonly string[]) => ({
	ifname: name,
	ifindex: 3,
	flags,
	mtu: 1500,
	operstate: 'UP',
});
const well = ['UP', 'LOWER_UP'];
const addresses = addressesOf(['cilium_host', '10.42.1.219', 32]);
const subject = (name: string) => ({kind: 'Interface', name}) as const;

testCheck(test, check, {
	passes: {
		'both up': {
			evidence: {
				links: linksOf(link('cilium_host', well), link('cilium_net', well)),
				addresses,
				agent: answered(),
			},
			environment: onCilium,
		},
		'none yet, and the agent does not run': {
			evidence: {links: [], addresses: [], agent: {state: 'refused', detail: 'connection refused'}},
			environment: onCilium,
		},
	},
	fails: {
		'one down': {
			evidence: {
				links: linksOf(link('cilium_host', []), link('cilium_net', ['UP'])),
				addresses: [],
				agent: answered(),
			},
			environment: onCilium,
			findings: [{message: 'down', subject: subject('cilium_host')}],
		},
		'the address is gone': {
			evidence: {
				links: linksOf(link('cilium_host', well), link('cilium_net', well)),
				addresses: addressesOf(['cilium_host', 'fe80::1', 64], ['eth0', '10.0.0.2', 24]),
				agent: answered(),
			},
			environment: onCilium,
			findings: [{message: 'addressless', subject: subject('cilium_host')}],
		},
		'both deleted': {
			evidence: {links: [], addresses: [], agent: answered()},
			environment: onCilium,
			findings: [
				{message: 'missing', subject: subject('cilium_host')},
				{message: 'missing', subject: subject('cilium_net')},
			],
		},
	},
});
