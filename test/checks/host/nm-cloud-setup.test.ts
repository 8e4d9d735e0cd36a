import {test} from 'vitest';
import check from '../../../checks/host/nm-cloud-setup.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {routeObjects, routes, ruleObjects, rules, rulesOf, units} from './evidence.ts';

const service = 'nm-cloud-setup.service';
const disabled = units({
	[service]: {ActiveState: 'inactive', UnitFileState: 'disabled'},
	'nm-cloud-setup.timer': {ActiveState: 'inactive', UnitFileState: 'disabled'},
});
const enabled = units({
	[service]: {ActiveState: 'inactive', UnitFileState: 'enabled'},
	'nm-cloud-setup.timer': {ActiveState: 'active', UnitFileState: 'enabled'},
});
const timerOnly = units({
	[service]: {ActiveState: 'inactive', UnitFileState: 'disabled'},
	'nm-cloud-setup.timer': {ActiveState: 'active', UnitFileState: 'enabled'},
});

/** As nm-cloud-setup wrote them before it was corrected: one rule for each address. */
const catching = rulesOf(
	ruleObjects[0],
	{priority: 30_400, src: '10.0.0.2', table: '30400'},
	ruleObjects[1],
	ruleObjects[2],
);
/** As it writes them now: the main table without its default route comes in between. */
const corrected = rulesOf(
	ruleObjects[0],
	{priority: 30_200, src: '10.0.0.2', table: '30200'},
	{priority: 30_350, src: 'all', table: 'main', suppress_prefixlen: 0},
	{priority: 30_400, src: '10.0.0.2', table: '30400'},
	ruleObjects[1],
	ruleObjects[2],
);
const tables = routesOf(
	...routeObjects,
	{
		dst: 'default',
		gateway: '10.0.0.1',
		dev: 'eth0',
		table: '30400',
		protocol: 'static',
		metric: 10,
		flags: [],
	},
	{dst: '10.0.0.0/24', dev: 'eth0', table: '30200', protocol: 'static', scope: 'link', metric: 10, flags: []},
);
const old = told('v1.31.14+rke2r1');
const unit = {kind: 'Unit', name: service} as const;
const rule = {kind: 'RoutingRule', name: 'from 10.0.0.2 lookup 30400'} as const;

testCheck(test, check, {
	passes: {
		'not installed': {
			evidence: {units: units({[service]: {LoadState: 'not-found', ActiveState: 'inactive'}}), rules, routes},
		},
		disabled: {evidence: {units: disabled, rules, routes}, environment: {rke2Version: old}},
		'corrected rules of a service that was disabled': {
			evidence: {units: disabled, rules: corrected, routes: tables},
		},
		"somebody's own rule for an address": {
			evidence: {
				units: disabled,
				rules: rulesOf(...ruleObjects, {priority: 100, src: '10.0.0.2', table: '100'}),
				routes: tables,
			},
		},
		'enabled with corrected rules on the first RKE2 that tolerates it': {
			evidence: {units: enabled, rules: corrected, routes: tables},
			environment: {rke2Version: told('v1.33.7+rke2r1')},
		},
		'only its timer, which no RKE2 minds': {
			evidence: {units: timerOnly, rules, routes},
			environment: {rke2Version: told('v1.33.7+rke2r1')},
		},
	},
	fails: {
		'it catches what goes to pods, and was disabled since': {
			evidence: {units: disabled, rules: catching, routes: tables},
			findings: [{message: 'catchesPods', subject: rule, text: '10.42.0.0/24 should go to flannel.1'}],
		},
		'it catches what goes to pods': {
			evidence: {units: enabled, rules: catching, routes: tables},
			findings: [{message: 'catchesPods', subject: rule}],
		},
		'enabled with corrected rules on an RKE2 of unknown version': {
			evidence: {units: enabled, rules: corrected, routes: tables},
			environment: {rke2Version: {signals: []}},
			findings: [{message: 'enabled', subject: unit}],
		},
		'enabled while an old RKE2 runs': {
			evidence: {units: enabled, rules, routes},
			environment: {rke2Version: told('v1.34.2+rke2r1')},
			findings: [{message: 'willPreventStart', subject: unit, text: 'v1.34.2+rke2r1'}],
		},
		'enabled, and an old RKE2 is down': {
			evidence: {units: enabled, rules, routes},
			environment: {rke2Version: old, service: told('failed')},
			findings: [{message: 'preventsStart', subject: unit}],
		},
	},
});
