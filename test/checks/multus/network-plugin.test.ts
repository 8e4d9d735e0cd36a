import {test} from 'vitest';
import check from '../../../checks/multus/network-plugin.ts';
import {testCheck} from '../../../src/testing.ts';
import {cniFile, entries, entry} from '../builders.ts';
import {attachedPod, canalFile, networksOf, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'NetworkAttachmentDefinition', namespace: 'default', name: 'lan'} as const;
const base = {
	networks: {
		isDefined: true,
		networks: networksOf({
			lan: {
				cniVersion: '0.3.1',
				type: 'macvlan',
				master: 'eth1',
				ipam: {type: 'whereabouts', range: '10.9.0.0/24'},
			},
			broken: '{',
		}),
	},
	pods: [attachedPod('lan')],
	binaries: entries('macvlan', 'whereabouts'),
	files: [thinFile, canalFile],
};

testCheck(test, check, {
	passes: {
		'plugins that are there': {environment, evidence: base},
		'a network that nobody here asks for': {environment, evidence: {...base, pods: [], binaries: []}},
		'a definition that is broken, which is another finding': {
			environment,
			evidence: {...base, pods: [attachedPod('broken')]},
		},
		'a pod that has ended': {
			environment,
			evidence: {...base, binaries: [], pods: [attachedPod('lan', {phase: 'Succeeded'})]},
		},
		'a further directory of plugins': {
			environment,
			evidence: {
				...base,
				binaries: [],
				files: [cniFile('00-multus.conf', thin(undefined, {binDir: '/opt/my/bin'})), canalFile],
			},
		},
	},
	fails: {
		'whereabouts is missing': {
			environment,
			evidence: {...base, binaries: entries('macvlan')},
			findings: [{message: 'missing', subject, text: 'needs whereabouts, which'}],
		},
		'a plugin that cannot be executed': {
			environment,
			evidence: {...base, binaries: [entry('macvlan', {mode: 0o644}), entry('whereabouts')]},
			findings: [{message: 'missing', subject, text: 'needs macvlan, which'}],
		},
	},
});
