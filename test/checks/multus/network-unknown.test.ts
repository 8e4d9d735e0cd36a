import {test} from 'vitest';
import check from '../../../checks/multus/network-unknown.ts';
import {testCheck} from '../../../src/testing.ts';
import {cniFile} from '../builders.ts';
import {attachedPod, canalFile, networksOf, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const shop = {kind: 'Pod', namespace: 'shop', name: 'web'} as const;
const pending = (networks: string, namespace = 'default') =>
	attachedPod(networks, {phase: 'Pending', namespace});
const base = {
	networks: {isDefined: true, networks: networksOf({lan: {type: 'macvlan'}})},
	pods: [pending('lan')],
	files: [thinFile, canalFile],
};
const isolating = [cniFile('00-multus.conf', thin(undefined, {namespaceIsolation: true})), canalFile];

testCheck(test, check, {
	passes: {
		'a network of its own namespace': {environment, evidence: base},
		'a network of another namespace': {
			environment,
			evidence: {...base, pods: [pending('default/lan', 'shop')]},
		},
		'a pod that runs, whose definition was removed later': {
			environment,
			evidence: {...base, pods: [attachedPod('gone')]},
		},
		'an annotation that nobody can read, which is another finding': {
			environment,
			evidence: {...base, pods: [pending('[')]},
		},
		'an API without definitions, which is another finding': {
			environment,
			evidence: {...base, networks: {isDefined: false, networks: []}},
		},
		'isolation, and a network in default': {
			environment,
			evidence: {...base, files: isolating, pods: [pending('default/lan', 'shop')]},
		},
		'isolation, and a namespace that all may use': {
			environment,
			evidence: {
				...base,
				files: [
					cniFile(
						'00-multus.conf',
						thin(undefined, {namespaceIsolation: true, globalNamespaces: 'kube-system, default'}),
					),
					canalFile,
				],
				pods: [pending('default/lan', 'shop')],
			},
		},
	},
	fails: {
		'a name that does not exist': {
			environment,
			evidence: {...base, pods: [pending('wan')]},
			findings: [{message: 'unknown', subject: web, text: 'default/wan, and there is no such'}],
		},
		'a definition in another namespace': {
			environment,
			evidence: {...base, pods: [pending('lan', 'shop')]},
			findings: [{message: 'unknown', subject: shop, text: 'one of that name is in default'}],
		},
		'isolation, and only other namespaces that all may use': {
			environment,
			evidence: {
				...base,
				files: [
					cniFile(
						'00-multus.conf',
						thin(undefined, {namespaceIsolation: true, globalNamespaces: 'kube-system'}),
					),
					canalFile,
				],
				pods: [pending('default/lan', 'shop')],
			},
			findings: [{message: 'isolated', subject: shop, text: 'from the network default/lan'}],
		},
	},
});
