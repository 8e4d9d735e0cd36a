import {test} from 'vitest';
import check from '../../../checks/multus/pod-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {withMultus as environment} from './builders.ts';
import {added, busy, delegates, of, pod, web} from './failures.ts';

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {...of(''), log: []}},
		'two failures, as of a pod that was early': {
			environment,
			evidence: of(`${added}unknown mode`, {times: 2}),
		},
		'failures of an hour ago': {environment, evidence: of(`${added}unknown mode`, {quietMinutes: 60})},
		'a pod that has started since': {
			environment,
			evidence: {...of(`${added}unknown mode`), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'what a plugin says, which is for multus/plugin-failures': {environment, evidence: of(`${added}${busy}`)},
		'a failure of the primary CNI': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:k8s-pod-network]: error adding container to network "k8s-pod-network": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized',
			),
		},
		'a failure without Multus': {environment, evidence: of('Link not found', {plugin: 'macvlan'})},
	},
	fails: {
		'a definition that does not exist': {
			environment,
			evidence: of(
				`${delegates}failed getting the delegate: getKubernetesDelegate: cannot find a network-attachment-definition (lan) in namespace (default): network-attachment-definitions.k8s.cni.cncf.io "lan" not found`,
			),
			findings: [
				{message: 'noSuchNetwork', subject: web, text: 'no NetworkAttachmentDefinition default/lan'},
			],
		},
		'an annotation with a mistake': {
			environment,
			evidence: of(
				`${pod}error loading k8s delegates k8s args: parsePodNetworkAnnotation: failed to parse pod Network Attachment Selection Annotation JSON format: invalid character '}' looking for beginning of object key string`,
			),
			findings: [{message: 'annotation', subject: web}],
		},
		'namespace isolation': {
			environment,
			evidence: of(
				`${delegates}namespace isolation enabled, annotation violates permission, pod is in namespace default but refers to target namespace shop`,
			),
			findings: [{message: 'isolation', subject: web, text: 'of the namespace shop'}],
		},
		'anything else that a plugin says': {
			environment,
			evidence: of(`${added}unknown macvlan mode: "foo"`),
			findings: [{message: 'other', subject: web, text: 'network lan: unknown macvlan mode: "foo"'}],
		},
		'a definition without a configuration': {
			environment,
			evidence: of(
				`${delegates}failed getting the delegate: GetCNIConfig: err in GetCNIConfigFromFile: No networks found in /host/etc/cni/multus/net.d`,
			),
			findings: [{message: 'noConfiguration', subject: web}],
		},
		'a definition that is no list of plugins': {
			environment,
			evidence: of(
				`${delegates}failed getting the delegate: error loading CNI conflist file lan: no plugin configs found`,
			),
			findings: [{message: 'definition', subject: web, text: 'no plugin configs found'}],
		},
		'anything else that Multus itself says': {
			environment,
			evidence: of(`${pod}error setting the networks status: admission webhook "guard" denied the request`),
			findings: [{message: 'itself', subject: web, text: 'refuses it: error setting the networks status'}],
		},
	},
});
