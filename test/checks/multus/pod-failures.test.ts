import {test} from 'vitest';
import check from '../../../checks/multus/pod-failures.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {canalFile, thinFile, withMultus} from './builders.ts';
import {failureLog} from './kubelet-log.ts';

const environment = withMultus;
const files = [thinFile, canalFile];
const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: parseKlog(failureLog(error, more)),
	sandboxes: [],
	files,
});
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const node = {kind: 'Node', name: 'node-2'} as const;
const added = '[default/web-7d4b9c6f5d-x7k2p/0a1b2c:lan]: error adding container to network "lan": ';
const pod = 'Multus: [default/web-7d4b9c6f5d-x7k2p/0a1b2c]: ';
const delegates = `${pod}error loading k8s delegates k8s args: TryLoadPodDelegates: error in getting k8s network for pod: GetNetworkDelegates: `;

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {log: [], sandboxes: [], files}},
		'two failures, as of a pod that was early': {
			environment,
			evidence: of(`${added}Link not found`, {times: 2}),
		},
		'failures of an hour ago': {environment, evidence: of(`${added}Link not found`, {quietMinutes: 60})},
		'a pod that has started since': {
			environment,
			evidence: {...of(`${added}Link not found`), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'a failure of the primary CNI': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:k8s-pod-network]: error adding container to network "k8s-pod-network": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized',
			),
		},
		'what a plugin says, which is for multus/plugin-failures': {
			environment,
			evidence: of(`${added}failed to create macvlan: device or resource busy`),
		},
		'a failure without Multus': {
			environment,
			evidence: of('Link not found', {plugin: 'macvlan'}),
		},
	},
	fails: {
		'a token that the API refuses': {
			environment,
			evidence: of(`${pod}error waiting for pod: Unauthorized`),
			findings: [{message: 'unauthorized', subject: node, text: 'default/web-7d4b9c6f5d-x7k2p'}],
		},
		'a service address that does not answer': {
			environment,
			evidence: of(
				`${pod}error getting pod: Get "https://10.43.0.1:443/api/v1/namespaces/default/pods/web?timeout=1m0s": dial tcp 10.43.0.1:443: i/o timeout`,
			),
			findings: [{message: 'apiUnreachable', subject: node, text: 'at 10.43.0.1:443,'}],
		},
		'a daemon that is down': {
			environment,
			evidence: of(
				'CmdAdd (shim): CNI request failed: Post "http://dummy/cni": dial unix /run/multus/multus.sock: connect: no such file or directory',
				{plugin: 'multus-shim'},
			),
			findings: [{message: 'daemonDown', subject: node}],
		},
		'a readiness indicator that never comes': {
			environment,
			evidence: of(
				`${pod}have you checked that your default network is ready? still waiting for readinessindicatorfile @ /run/flannel/subnet.env. pollimmediate error: timed out waiting for the condition`,
			),
			findings: [{message: 'waiting', subject: node, text: 'for /run/flannel/subnet.env in vain'}],
		},
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
		'a plugin that is not installed': {
			environment,
			evidence: of(`${added}failed to find plugin "whereabouts" in path [/opt/cni/bin]`),
			findings: [{message: 'pluginMissing', subject: web, text: 'no plugin whereabouts'}],
		},
		'a master that this node does not have': {
			environment,
			evidence: of(`${added}Link not found`),
			findings: [{message: 'linkMissing', subject: web, text: 'the network lan builds'}],
		},
		'no DHCP daemon': {
			environment,
			evidence: of(
				`${added}error dialing DHCP daemon: dial unix /run/cni/dhcp.sock: connect: no such file or directory`,
			),
			findings: [{message: 'noDhcp', subject: web, text: 'no /run/cni/dhcp.sock'}],
		},
		'a pool that is full': {
			environment,
			evidence: of(
				`${added}error at storage engine: Could not allocate IP in range: ip: 192.168.101.122 / - 192.168.101.122 / range: 192.168.101.0/24`,
			),
			findings: [{message: 'poolFull', subject: web, text: 'in 192.168.101.0/24'}],
		},
		'anything else that a plugin says': {
			environment,
			evidence: of(`${added}unknown macvlan mode: "foo"`),
			findings: [{message: 'other', subject: web, text: 'network lan: unknown macvlan mode: "foo"'}],
		},
		'a certificate of another cluster': {
			environment,
			evidence: of(
				`${pod}error getting pod: Get "https://10.43.0.1:443/api/v1/namespaces/default/pods/web?timeout=1m0s": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
			),
			findings: [
				{message: 'untrusted', subject: node, text: 'x509: certificate signed by unknown authority'},
			],
		},
		'rights that Multus lacks': {
			environment,
			evidence: of(
				`${pod}error getting pod: pods "web" is forbidden: User "system:serviceaccount:kube-system:multus" cannot get resource "pods" in API group "" in the namespace "default"`,
			),
			findings: [{message: 'forbidden', subject: node, text: 'system:serviceaccount:kube-system:multus'}],
		},
		'the plugin of the primary network is killed': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:k8s-pod-network]: error adding container to network "k8s-pod-network": netplugin failed with no error message: signal: killed',
			),
			findings: [{message: 'killed', subject: node}],
		},
		'a definition without a configuration': {
			environment,
			evidence: of(
				`${delegates}failed getting the delegate: GetCNIConfig: err in GetCNIConfigFromFile: No networks found in /host/etc/cni/multus/net.d`,
			),
			findings: [{message: 'noConfiguration', subject: web}],
		},
		'anything else that Multus itself says': {
			environment,
			evidence: of(`${pod}error setting the networks status: admission webhook "guard" denied the request`),
			findings: [{message: 'itself', subject: web, text: 'refuses it: error setting the networks status'}],
		},
	},
});
