import {test} from 'vitest';
import check from '../../../checks/cilium/agent-waits.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {logOf, refused, says} from '../cilium-log-builders.ts';

const unreachable =
	'time="2026-11-22T07:59:00Z" level=error msg="Unable to contact k8s api-server" error="Get \\"https://10.43.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.43.0.1:443: i/o timeout" ipAddr="https://10.43.0.1:443" subsys=k8s-client';

const waitsForRange =
	'level=warning msg="Waiting for k8s node information" error="required IPv4 PodCIDR not available" subsys=k8s';
const waitsForCrds =
	'level=info msg="Still waiting for Cilium Operator to register the following CRDs" CRDs="[crd:ciliumnodes.cilium.io]"';
const waitsForAddresses =
	'level=info msg="Waiting for IPs to become available in CRD-backed allocation pool" available=0 required=2 name=node-2 subsys=ipam';
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(unreachable), now},
			environment: onCilium,
		},
		'an agent that is down for another reason': says('level=fatal msg="unknown"'),
		'no pod': {evidence: {agent: refused, cilium: {}, logs: [], now}, environment: onCilium},
		'the API, reached in the end': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(),
				logs: [
					...logOf(unreachable, {times: 3}),
					...logOf('level=info msg="Connected to apiserver" subsys=k8s-client'),
				],
				now,
			},
			environment: onCilium,
		},
		'the wait for the operator of a cluster that has just been made': says(waitsForCrds, {times: 5}),
		'the wait for the range of a Node that has just registered': says(waitsForRange),
		'the wait of a new machine for addresses of its cloud, half a minute': says(waitsForAddresses, {
			times: 6,
		}),
	},
	fails: {
		'the service address of the API does not answer': {
			...says(unreachable),
			findings: finds('apiUnreachable', 'at https://10.43.0.1:443'),
		},
		'already its init container cannot reach it': {
			...says(
				'time=2026-11-22T07:59:00.850125515Z level=error msg="Unable to contact k8s api-server" subsys=cilium-dbg module=k8s-client ipAddr=https://10.43.0.1:443 error="Get \\"https://10.43.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.43.0.1:443: connect: operation not permitted"',
				{container: 'config'},
			),
			findings: finds('apiUnreachable'),
		},
		'the certificate of the API does not hold': {
			...says(
				'level=error msg="Unable to contact k8s api-server" error="Get \\"https://127.0.0.1:6443/api\\": tls: failed to verify certificate: x509: certificate signed by unknown authority" ipAddr="https://127.0.0.1:6443"',
			),
			findings: finds('apiRefuses', '127.0.0.1:6443'),
		},
		'the Node has no range': {
			...says(waitsForRange, {times: 3}),
			findings: finds('podCidrMissing'),
		},
		'the operator gives this node no addresses': {
			...says(waitsForAddresses, {times: 30}),
			findings: finds('addressesMissing', 'gets none'),
		},
		'the operator has not registered CRDs': {
			...says(waitsForCrds, {times: 30}),
			findings: finds('crds'),
		},
		'no cloud': {
			...says(
				'level=fatal msg="Unable to initialize local node" error="failed to retrieve InstanceID: EC2 metadata: context deadline exceeded"',
			),
			findings: finds('cloud'),
		},
		'the operator has not registered CRDs within five minutes': {
			...says(
				'level=fatal msg="Unable to find all Cilium CRDs necessary within 5m0s timeout. Please ensure that Cilium Operator is running, as it\'s responsible for registering all the Cilium CRDs. The following CRDs were not found: [crd:ciliumnodes.cilium.io]" error="context deadline exceeded"',
			),
			findings: finds('crds'),
		},
	},
});
