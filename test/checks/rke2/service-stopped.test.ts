import {test} from 'vitest';
import check from '../../../checks/rke2/service-stopped.ts';
import type {Service} from '../../../src/probes/rke2.service.ts';
import {testCheck, told} from '../../../src/testing.ts';

const subject = {kind: 'Unit', name: 'rke2-agent.service'} as const;
const unit = (id: string, changes: Partial<Service> = {}): Service => ({
	id,
	loadState: 'loaded',
	activeState: 'active',
	subState: 'running',
	unitFileState: 'enabled',
	result: 'success',
	restarts: 0,
	exitStatus: 0,
	startedAgo: 86_400,
	properties: {},
	...changes,
});
const idle = unit('rke2-server.service', {
	activeState: 'inactive',
	subState: 'dead',
	unitFileState: 'disabled',
});
const agent = (changes: Partial<Service> = {}) => ({services: [idle, unit('rke2-agent.service', changes)]});
const failed = {activeState: 'failed', subState: 'failed', result: 'exit-code', exitStatus: 1} as const;

testCheck(test, check, {
	passes: {
		'an agent that runs, beside the unit of the server': {evidence: agent()},
		'a service that was restarted often last week': {evidence: agent({restarts: 12})},
		'a reload': {evidence: agent({activeState: 'reloading'})},
		'RKE2 without a unit': {
			evidence: {services: [unit('rke2-agent.service', {loadState: 'not-found', activeState: 'inactive'})]},
		},
		'RKE2 that somebody runs by hand': {
			evidence: agent({activeState: 'inactive', subState: 'dead'}),
			environment: {role: {value: 'agent', signals: [{source: 'pgrep', says: 'process rke2 agent'}]}},
		},
	},
	fails: {
		failed: {
			evidence: agent(failed),
			findings: [{message: 'failed', subject, text: 'result exit-code, exit status 1'}],
		},
		'failed, and the journal tells why': {
			evidence: {
				...agent(failed),
				journal: [
					'2026-11-22T07:59:00+0000 node-2 rke2[812]: time="2026-11-22T07:59:00Z" level=fatal msg="Failed to validate --cni flag: must specify 1 or 2 values"',
				],
			},
			findings: [{message: 'failed', subject}],
		},
		stopped: {
			evidence: agent({activeState: 'inactive', subState: 'dead'}),
			findings: [{message: 'stopped', subject, text: 'installed but inactive'}],
		},
		masked: {
			evidence: agent({loadState: 'masked', activeState: 'inactive'}),
			findings: [{message: 'masked', subject, text: 'is masked'}],
		},
		'a restart under way': {
			evidence: agent({activeState: 'deactivating', subState: 'stop-sigterm'}),
			findings: [{message: 'stopping', subject}],
		},
		'waiting for its next start': {
			evidence: agent({
				activeState: 'activating',
				subState: 'auto-restart',
				result: 'exit-code',
				restarts: 1,
			}),
			findings: [{message: 'looping', subject, text: '1 restarts'}],
		},
		'active between two crashes': {
			evidence: agent({restarts: 40, startedAgo: 90}),
			findings: [{message: 'looping', subject, text: '40 restarts'}],
		},
		'starting for two minutes': {
			evidence: agent({activeState: 'activating', subState: 'start', startedAgo: 120}),
			findings: [{message: 'starting', subject}],
		},
		'an agent that waits for its server': {
			evidence: agent({activeState: 'activating', subState: 'start', startedAgo: 2600}),
			findings: [{message: 'stuck', subject, text: 'for 43 minutes'}],
		},
		'a server': {
			evidence: {services: [unit('rke2-server.service', failed)]},
			environment: {role: told('server')},
			findings: [{message: 'failed', subject: {kind: 'Unit', name: 'rke2-server.service'}}],
		},
	},
});
