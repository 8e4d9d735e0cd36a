import {test} from 'vitest';
import firewalld from '../../../checks/host/firewalld.ts';
import ufw from '../../../checks/host/ufw.ts';
import {parseUfwAllowances, parseUfwEnabled, parseUfwPolicies} from '../../../src/parsers/ufw.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {links, units} from './evidence.ts';

const active = {ActiveState: 'active', SubState: 'running', UnitFileState: 'enabled'};
const unit = {kind: 'Unit', name: 'firewalld.service'} as const;

testCheck(test, firewalld, {
	passes: {
		'not installed': {
			evidence: {units: units({'firewalld.service': {LoadState: 'not-found', ActiveState: 'inactive'}})},
		},
		'installed, enabled and stopped': {
			evidence: {units: units({'firewalld.service': {ActiveState: 'inactive', UnitFileState: 'enabled'}})},
		},
		masked: {evidence: {units: units({'firewalld.service': {LoadState: 'masked', ActiveState: 'inactive'}})}},
		'no word of it': {evidence: {units: units({})}},
	},
	fails: {
		'active with Canal': {
			evidence: {units: units({'firewalld.service': active})},
			findings: [{message: 'activeOnCanal', subject: unit}],
		},
		'reloading with Canal': {
			evidence: {units: units({'firewalld.service': {ActiveState: 'reloading'}})},
			findings: [{message: 'activeOnCanal', subject: unit}],
		},
		'active with Cilium': {
			evidence: {units: units({'firewalld.service': active})},
			environment: {cni: told('cilium')},
			findings: [{message: 'active', subject: unit}],
		},
		'active, and nobody knows the CNI': {
			evidence: {units: units({'firewalld.service': active})},
			environment: {cni: {signals: []}},
			findings: [{message: 'active', subject: unit}],
		},
	},
});

const rulesFile = (...tuples: readonly string[]): string =>
	['*filter', '### RULES ###', ...tuples.map(tuple => `\n### tuple ### ${tuple}`), '### END RULES ###'].join(
		'\n',
	);
const defaults =
	'IPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\nDEFAULT_FORWARD_POLICY="DROP"\n';
const configured = ({
	enabled = 'ENABLED=yes\nLOGLEVEL=low\n',
	policies = defaults,
	rules = rulesFile(),
} = {}) => ({
	isEnabled: parseUfwEnabled(enabled),
	policies: parseUfwPolicies(policies),
	allowed: parseUfwAllowances(rules),
});
const ssh = 'allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in';

testCheck(test, ufw, {
	passes: {
		'the unit is active, ufw is not': {
			evidence: {ufw: configured({enabled: '# /etc/ufw/ufw.conf\nENABLED=no\n'}), links},
		},
		'lets everything in': {
			evidence: {
				ufw: configured({policies: defaults.replace('INPUT_POLICY="DROP"', 'INPUT_POLICY="ACCEPT"')}),
				links,
			},
		},
		'the network of the nodes is allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow any any 0.0.0.0/0 any 10.0.0.0/24 in')}),
				links,
			},
		},
		'a range of ports with that of the overlay': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 53,8000:9000 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
			},
		},
		'WireGuard, whose port is not told by its device': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 51820 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
			},
			environment: {backend: told('wireguard'), overlayDevice: told('flannel-wg')},
		},
		'the overlay port is allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 8472 0.0.0.0/0 any 10.0.0.0/24 in comment=766d')}),
				links,
			},
		},
	},
	fails: {
		'only ssh and the API are allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow tcp 6443,9345 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
			},
			findings: [
				{
					message: 'active',
					subject: {kind: 'Unit', name: 'ufw.service'},
					text: 'incoming drop, routed drop) and allows nothing that would let other nodes in, such as UDP port 8472',
				},
			],
		},
	},
});
