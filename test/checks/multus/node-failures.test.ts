import {test} from 'vitest';
import check from '../../../checks/multus/node-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {withMultus as environment} from './builders.ts';
import {added, busy, node, of, pod} from './failures.ts';

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {...of(''), log: []}},
		'two failures, as of a pod that was early': {
			environment,
			evidence: of(`${pod}error waiting for pod: Unauthorized`, {times: 2}),
		},
		'failures of an hour ago': {
			environment,
			evidence: of(`${pod}error waiting for pod: Unauthorized`, {quietMinutes: 60}),
		},
		'a pod that has started since': {
			environment,
			evidence: {
				...of(`${pod}error waiting for pod: Unauthorized`),
				sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')],
			},
		},
		'what only pods with this network have': {environment, evidence: of(`${added}${busy}`)},
	},
	fails: {
		'a token that the API refuses': {
			environment,
			evidence: of(`${pod}error waiting for pod: Unauthorized`),
			findings: [{message: 'unauthorized', subject: node, text: 'default/web-7d4b9c6f5d-x7k2p'}],
		},
		'what is left of a Multus that was uninstalled': {
			environment,
			evidence: {...of(`${pod}error getting pod: Unauthorized`), sandboxes: [sandbox('kube-proxy-node-2')]},
			findings: [{message: 'left', subject: node, text: 'is gone from this node'}],
		},
		'an API that connects and says nothing': {
			environment,
			evidence: of(
				`${pod}error getting pod: Get "https://[10.43.0.1]:443/api/v1/namespaces/default/pods/web-7d4b9c6f5d-x7k2p?timeout=1m0s": net/http: TLS handshake timeout`,
			),
			findings: [{message: 'apiUnreachable', subject: node, text: 'the API at 10.43.0.1, so that'}],
		},
		'an HTTP proxy in between': {
			environment,
			evidence: of(
				`${pod}error getting pod: Get "https://[10.43.0.1]:443/api/v1/namespaces/default/pods/web?timeout=1m0s": Forbidden`,
			),
			findings: [{message: 'proxied', subject: node, text: 'instead of it (Forbidden)'}],
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
		'a daemon that was too late': {
			environment,
			evidence: of('CmdAdd (shim): timed out waiting for the condition', {plugin: 'multus-shim'}),
			findings: [{message: 'daemonDown', subject: node}],
		},
		'namespaces that the daemon does not see': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:cbr0]: error adding container to network "cbr0": failed to open netns "/var/run/netns/cni-1": unknown FS magic on "/var/run/netns/cni-1": 1021994',
				{plugin: 'multus-shim'},
			),
			findings: [{message: 'netnsHidden', subject: node, text: 'unknown FS magic'}],
		},
		'a clusterNetwork that is not there': {
			environment,
			evidence: of(
				'Multus: [default/web-7d4b9c6f5d-x7k2p/0a1b2c]: failed to get clusterNetwork/defaultNetworks: GetDefaultNetworks: failed to get clusterNetwork 10-canal in namespace kube-system',
			),
			findings: [{message: 'noClusterNetwork', subject: node, text: 'no network 10-canal'}],
		},
		'a root that is not that of the host': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:cbr0]: error adding container to network "cbr0": netplugin failed with no error message: fork/exec /opt/cni/bin/flannel: no such file or directory',
				{plugin: 'multus-shim'},
			),
			findings: [{message: 'hostRoot', subject: node, text: 'cannot run /opt/cni/bin/flannel'}],
		},
		'the plugin of the primary network is killed': {
			environment,
			evidence: of(
				'[default/web-7d4b9c6f5d-x7k2p/0a1b2c:k8s-pod-network]: error adding container to network "k8s-pod-network": netplugin failed with no error message: signal: killed',
			),
			findings: [{message: 'killed', subject: node}],
		},
	},
});
