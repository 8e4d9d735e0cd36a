import {test} from 'vitest';
import firewalld from '../../../checks/host/firewalld.ts';
import ufw from '../../../checks/host/ufw.ts';
import {parseUfwAllowances, parseUfwEnabled, parseUfwPolicies} from '../../../src/parsers/ufw.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {peerOf} from '../flannel-builders.ts';
import {links, units} from './evidence.ts';

const active = {ActiveState: 'active', SubState: 'running', UnitFileState: 'enabled'};
const unit = {kind: 'Unit', name: 'firewalld.service'} as const;
const harm = {isHarmless: false};
const harmless = {isHarmless: true};

testCheck(test, firewalld, {
	passes: {
		'not installed': {
			evidence: {
				units: units({'firewalld.service': {LoadState: 'not-found', ActiveState: 'inactive'}}),
				harm,
			},
		},
		'installed, enabled and stopped': {
			evidence: {
				units: units({'firewalld.service': {ActiveState: 'inactive', UnitFileState: 'enabled'}}),
				harm,
			},
		},
		masked: {
			evidence: {units: units({'firewalld.service': {LoadState: 'masked', ActiveState: 'inactive'}}), harm},
		},
		'active with Calico, and everything is let through': {
			evidence: {units: units({'firewalld.service': active}), harm: harmless},
			environment: {cni: told('calico')},
		},
		'no word of it': {evidence: {units: units({}), harm}},
	},
	fails: {
		'active with Canal': {
			evidence: {units: units({'firewalld.service': active}), harm},
			findings: [{message: 'activeOnCanal', subject: unit}],
		},
		'active with Canal, where all is well until it is reloaded': {
			evidence: {units: units({'firewalld.service': active}), harm: harmless},
			findings: [{message: 'idleOnCanal', subject: unit}],
		},
		'reloading with Canal': {
			evidence: {units: units({'firewalld.service': {ActiveState: 'reloading'}}), harm},
			findings: [{message: 'activeOnCanal', subject: unit}],
		},
		'active with Cilium': {
			evidence: {units: units({'firewalld.service': active}), harm},
			environment: {cni: told('cilium')},
			findings: [{message: 'active', subject: unit}],
		},
		'active, and nobody knows the CNI': {
			evidence: {units: units({'firewalld.service': active}), harm},
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
const plan = {peers: [peerOf(1)], source: 'api'} as const;
const ssh = 'allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in';

testCheck(test, ufw, {
	passes: {
		'the unit is active, ufw is not': {
			evidence: {ufw: configured({enabled: '# /etc/ufw/ufw.conf\nENABLED=no\n'}), links, plan},
		},
		'a node that is alone': {
			evidence: {ufw: configured(), links, plan: {peers: [], source: 'api'}},
		},
		'lets everything in': {
			evidence: {
				ufw: configured({policies: defaults.replace('INPUT_POLICY="DROP"', 'INPUT_POLICY="ACCEPT"')}),
				links,
				plan,
			},
		},
		'the network of the nodes is allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow any any 0.0.0.0/0 any 10.0.0.0/24 in')}),
				links,
				plan,
			},
		},
		'a range of ports with that of the overlay': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 53,8000:9000 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
				plan,
			},
		},
		'WireGuard, whose port is not told by its device': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 51820 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
				plan,
			},
			environment: {backend: told('wireguard'), overlayDevice: told('flannel-wg')},
		},
		'the overlay port is allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow udp 8472 0.0.0.0/0 any 10.0.0.0/24 in comment=766d')}),
				links,
				plan,
			},
		},
	},
	fails: {
		'only ssh and the API are allowed': {
			evidence: {
				ufw: configured({rules: rulesFile(ssh, 'allow tcp 6443,9345 0.0.0.0/0 any 0.0.0.0/0 in')}),
				links,
				plan,
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
