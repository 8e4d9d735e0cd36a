import {test} from 'vitest';
import duplicateHostname from '../../../checks/host/duplicate-hostname.ts';
import hostname from '../../../checks/host/hostname.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck, told} from '../../../src/testing.ts';

const certificate = 'certificate of kubelet';
const given = (
	name: string,
	node: {readonly name: string; readonly toldBy: string},
	settings = {},
	variables = {},
	options: readonly string[] = [],
) => ({
	hostname: name,
	node,
	configuration: {
		files: [],
		settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values: settings}, []),
		cni: {primary: 'canal' as const, multus: false, isExplicit: false, source: "RKE2's default"},
	},
	unit: {variables, sources: []},
	options: new Set(options),
});
const node = {kind: 'Node', name: 'node-2'} as const;
const called = (name: string) => ({nodeName: told(name)});

testCheck(test, hostname, {
	passes: {
		'the same name': {evidence: given('node-2', {name: 'node-2', toldBy: certificate})},
		'in capitals': {evidence: given('NODE-2', {name: 'node-2', toldBy: certificate})},
		'with node-name': {
			evidence: given('ip-10-0-0-2', {name: 'node-2', toldBy: certificate}, {'node-name': 'node-2'}),
		},
		'with node-name from the environment': {
			evidence: given('ip-10-0-0-2', {name: 'node-2', toldBy: certificate}, {}, {RKE2_NODE_NAME: 'node-2'}),
		},
		'with an id': {
			evidence: given('node-2', {name: 'node-2-8a7b6c5d', toldBy: certificate}, {'with-node-id': true}),
		},
		'named by the cloud': {
			evidence: given(
				'node-2',
				{name: 'ip-10-0-0-2.ec2.internal', toldBy: certificate},
				{'kubelet-arg': ['hostname-override=ip-10-0-0-2.ec2.internal']},
			),
		},
		'named by the metadata of the cloud': {
			evidence: given(
				'worker-17',
				{name: 'ip-10-0-0-2.ec2.internal', toldBy: certificate},
				{'node-name-from-cloud-provider-metadata': true},
			),
		},
		'with node-name on the command line of the unit': {
			evidence: given('worker-17', {name: 'node-2', toldBy: certificate}, {}, {}, ['server', 'node-name']),
		},
		'localhost with node-name': {
			evidence: given(
				'localhost.localdomain',
				{name: 'node-2', toldBy: certificate},
				{'node-name': 'node-2'},
			),
		},
		'a name that only begins like it': {
			evidence: given('localhosting', {name: 'localhosting', toldBy: certificate}),
		},
		'not joined yet': {evidence: given('node-2', {name: 'node-2', toldBy: 'host name'})},
	},
	fails: {
		localhost: {
			evidence: given('localhost.localdomain', {name: 'localhost.localdomain', toldBy: 'host name'}),
			environment: called('localhost.localdomain'),
			findings: [{message: 'noName', subject: {kind: 'Node', name: 'localhost.localdomain'}}],
		},
		'no name': {
			evidence: given('(none)', {name: '(none)', toldBy: 'host name'}),
			environment: called('(none)'),
			findings: [{message: 'noName', subject: {kind: 'Node', name: '(none)'}}],
		},
		'changed since': {
			evidence: given('node-2.example.com', {name: 'node-2', toldBy: certificate}),
			findings: [
				{
					message: 'changed',
					subject: node,
					text: 'host name is node-2.example.com, but this node joined as node-2',
				},
			],
		},
	},
});

const rejected =
	'2026-11-22T08:00:00+0000 node-2 rke2[812]: time="2026-11-22T08:00:00Z" level=error msg="Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"';
const waiting =
	'2026-11-22T08:00:05+0000 node-2 rke2[812]: level=info msg="Waiting to retrieve agent configuration; server is not ready"';

testCheck(test, duplicateHostname, {
	passes: {
		'nothing in the journal': {evidence: {journal: []}, environment: {service: told('starting')}},
		'other troubles': {evidence: {journal: [waiting]}, environment: {service: told('starting')}},
		'long ago': {
			evidence: {journal: [rejected, ...Array.from({length: 60}, () => waiting)]},
			environment: {service: told('starting')},
		},
		'settled: RKE2 runs': {evidence: {journal: [rejected]}},
	},
	fails: {
		refused: {
			evidence: {journal: [waiting, rejected, waiting]},
			environment: {service: told('starting')},
			findings: [{message: 'rejected', subject: node, text: 'node-2'}],
		},
	},
});
