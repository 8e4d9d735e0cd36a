import {test} from 'vitest';
import check from '../../../checks/cilium/agent-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';

const environment = onCilium;
const refused = {state: 'refused', detail: 'connection refused'} as const;
const logOf = (message: string, container = 'cilium-agent', attempt = 0) => [
	{
		container,
		attempt,
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
	evidence: {agent: refused, cilium: ciliumPod(), logs: logOf(message, container), now},
	environment,
});
/** An agent that has ended so often. */
const endedTimes = (attempt: number, message: string) => ({
	evidence: {
		agent: refused,
		cilium: ciliumPod(containerRun('cilium-agent', {attempt, state: 'exited', createdAt: minutesAgo(2)})),
		logs: logOf(message, 'cilium-agent', attempt),
		now,
	},
	environment,
});
const contradiction =
	'level=fatal msg="failed to start: daemon creation failed: unable to initialize kube-proxy replacement options: Node Port \\"hybrid\\" mode cannot be used with vxlan tunneling.\\nfailed to stop: unable to find controller ipcache-inject-labels" subsys=daemon';
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;
const unreachable =
	'time="2026-11-22T07:59:00Z" level=error msg="Unable to contact k8s api-server" error="Get \\"https://10.43.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.43.0.1:443: i/o timeout" ipAddr="https://10.43.0.1:443" subsys=k8s-client';

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(unreachable), now},
			environment,
		},
		'lines of an agent that is down for a reason that nobody knows': situation('level=fatal msg="unknown"'),
		'an unknown reason of an agent that has ended once, as one that is stopped does': endedTimes(
			1,
			'level=fatal msg="failed to stop: context canceled"',
		),
		'an end that says nothing': endedTimes(7, 'level=fatal msg="failed to start"'),
		'an option that a warning does not like': situation(
			'level=warning msg="BPF masquerade requires NodePort (--enable-node-port=true)"',
		),
		'how the run before ended, of one that has lasted': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(containerRun('cilium-agent', {attempt: 3, createdAt: minutesAgo(600)})),
				logs: logOf(contradiction, 'cilium-agent', 2),
				now,
			},
			environment,
		},
		'no pod': {evidence: {agent: refused, cilium: {}, logs: [], now}, environment},
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
		'options that exclude each other': {
			...endedTimes(7, contradiction),
			findings: finds(
				'options',
				': unable to initialize kube-proxy replacement options: Node Port "hybrid" mode cannot',
			),
		},
		'how the run before ended, of one that has just been started': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(containerRun('cilium-agent', {attempt: 3, createdAt: minutesAgo(1)})),
				logs: logOf(contradiction, 'cilium-agent', 2),
				now,
			},
			environment,
			findings: finds('options'),
		},
		'a kernel that refuses a program': {
			...endedTimes(
				7,
				'level=fatal msg="failed to probe helper" error="detect support for FnSetRetval for program type CGroupSock: load program: invalid argument: 0: (85) call bpf_set_retval#187" progType=CGroupSock',
			),
			findings: finds(
				'programs',
				'the kernel 6.1.0 refuses its eBPF programs: detect support for FnSetRetval',
			),
		},
		'a kernel without modules': {
			...endedTimes(
				7,
				'level=error msg="Start hook failed" error="daemon creation failed: iptables modules could not be initialized. It probably means that iptables is not available on this node: could not load module ip_tables: exit status 1"',
			),
			findings: finds('modules', 'could not load module ip_tables'),
		},
		'IPsec without its key': {
			...endedTimes(
				7,
				'level=fatal msg="failed to start: daemon creation failed: unable to load IPsec key file: open /etc/ipsec/keys: no such file or directory"',
			),
			findings: finds('ipsecKey', 'open /etc/ipsec/keys: no such file'),
		},
		'a reason that nobody knows, again and again': {
			...endedTimes(
				7,
				'level=fatal msg="Failed to open or create map cilium_ct4_global: cannot allocate memory"',
			),
			findings: finds('fatal', 'does not come up: Failed to open or create map'),
		},
	},
});
