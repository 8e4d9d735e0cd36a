import {test} from 'vitest';
import check from '../../../checks/cilium/agent-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';

const environment = onCilium;
const refused = {state: 'refused', detail: 'connection refused'} as const;
const logOf = (message: string, container = 'cilium-agent') => [
	{
		container,
		attempt: 0,
		path: `/var/log/pods/kube-system_cilium-x7k2p_2d3e/${container}/0.log`,
		lines: [
			{
				time: now - 2000,
				stream: 'stderr',
				message: 'level=info msg="Establishing connection to apiserver"',
			} as const,
			{time: now - 1000, stream: 'stderr', message} as const,
		],
	},
];
const situation = (message: string, container?: string) => ({
	evidence: {agent: refused, cilium: ciliumPod(), logs: logOf(message, container)},
	environment,
});
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;
const unreachable =
	'time="2026-11-22T07:59:00Z" level=error msg="Unable to contact k8s api-server" error="Get \\"https://10.43.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.43.0.1:443: i/o timeout" ipAddr="https://10.43.0.1:443" subsys=k8s-client';

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(unreachable)},
			environment,
		},
		'lines of an agent that is down for a reason that nobody knows': situation('level=fatal msg="unknown"'),
		'no pod': {evidence: {agent: refused, cilium: {}, logs: []}, environment},
	},
	fails: {
		'the service address of the API does not answer': {
			...situation(unreachable),
			findings: finds('apiUnreachable', 'at https://10.43.0.1:443'),
		},
		'already its init container cannot reach it': {
			...situation(
				'time=2026-11-22T07:59:00.850125515Z level=error msg="Unable to contact k8s api-server" subsys=cilium-dbg module=k8s-client ipAddr=https://10.43.0.1:443 error="Get \\"https://10.43.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.43.0.1:443: connect: operation not permitted"',
				'config',
			),
			findings: finds('apiUnreachable'),
		},
		'the certificate of the API does not hold': {
			...situation(
				'level=error msg="Unable to contact k8s api-server" error="Get \\"https://127.0.0.1:6443/api\\": tls: failed to verify certificate: x509: certificate signed by unknown authority" ipAddr="https://127.0.0.1:6443"',
			),
			findings: finds('apiRefuses', '127.0.0.1:6443'),
		},
		'the Node has no range': {
			...situation(
				'level=warning msg="Waiting for k8s node information" error="required IPv4 PodCIDR not available" subsys=k8s',
			),
			findings: finds('podCidrMissing'),
		},
		'the operator has not registered CRDs': {
			...situation(
				'level=info msg="Still waiting for Cilium Operator to register the following CRDs" CRDs="[crd:ciliumnodes.cilium.io]"',
			),
			findings: finds('crds'),
		},
		'its port is taken': {
			...situation(
				'level=fatal msg="failed to start: daemon creation failed: error while initializing daemon: failed while reinitializing datapath: failed to setup vxlan tunnel device: setting up device cilium_vxlan: setting up device: address already in use"',
			),
			findings: finds('tunnelPort'),
		},
		'native routing without a range': {
			...situation(
				'level=fatal msg="native routing cidr must be configured with option --ipv4-native-routing-cidr in combination with --enable-ipv4=true --enable-ipv4-masquerade=true --enable-ip-masq-agent=false --routing-mode=native"',
			),
			findings: finds('nativeCidr'),
		},
		'no interface': {
			...situation(
				'level=fatal msg="Unable to determine direct routing device. Use --direct-routing-device to specify it"',
			),
			findings: finds('device'),
		},
		'an old kernel': {
			...situation(
				'level=fatal msg="kernel version: NOT OK: minimal supported kernel version is 5.10.0; kernel version that is running is: 4.18.0"',
			),
			findings: finds('kernel', '6.1.0'),
		},
		'no cloud': {
			...situation(
				'level=fatal msg="Unable to initialize local node" error="failed to retrieve InstanceID: EC2 metadata: context deadline exceeded"',
			),
			findings: finds('cloud'),
		},
	},
});
