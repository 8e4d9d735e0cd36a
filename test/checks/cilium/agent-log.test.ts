import {test} from 'vitest';
import check from '../../../checks/cilium/agent-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {endedTimes, logOf, refused, says} from '../cilium-log-builders.ts';

const contradiction =
	'level=fatal msg="failed to start: daemon creation failed: unable to initialize kube-proxy replacement options: Node Port \\"hybrid\\" mode cannot be used with vxlan tunneling.\\nfailed to stop: unable to find controller ipcache-inject-labels" subsys=daemon';
const finds = (fault: keyof typeof check.messages, text = '') =>
	[{message: fault, subject: agentSubject, text}] as const;

testCheck(test, check, {
	passes: {
		'an agent that has come up since': {
			evidence: {agent: answered(), cilium: ciliumPod(), logs: logOf(contradiction), now},
			environment: onCilium,
		},
		'lines of an agent that is down for a reason that nobody knows': says('level=fatal msg="unknown"'),
		'an unknown reason of an agent that has ended once, as one that is stopped does': endedTimes(
			1,
			'level=fatal msg="failed to stop: context canceled"',
		),
		'a panic that the next start has mended': endedTimes(1, 'panic: runtime error: index out of range'),
		'an end that says nothing': endedTimes(7, 'level=fatal msg="failed to start"'),
		'an option that a warning does not like': says(
			'level=warning msg="BPF masquerade requires NodePort (--enable-node-port=true)"',
		),
		'how the run before ended, of one that has lasted': {
			evidence: {
				agent: refused,
				cilium: ciliumPod(containerRun('cilium-agent', {attempt: 3, createdAt: minutesAgo(600)})),
				logs: logOf(contradiction, {attempt: 2}),
				now,
			},
			environment: onCilium,
		},
		'an agent that is down for another reason, and had warned of a node behind a router': says(
			'level=warning msg="Node update failed during datapath node validation" error="failed to enable direct routes for ipv4: route to destination 10.176.50.6 contains gateway 10.156.50.254, must be directly reachable"',
		),
		'no pod': {evidence: {agent: refused, cilium: {}, logs: [], now}, environment: onCilium},
	},
	fails: {
		'native routing without a range': {
			...says(
				'level=fatal msg="native routing cidr must be configured with option --ipv4-native-routing-cidr in combination with --enable-ipv4=true --enable-ipv4-masquerade=true --enable-ip-masq-agent=false --routing-mode=native"',
			),
			findings: finds('nativeCidr'),
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
				logs: logOf(contradiction, {attempt: 2}),
				now,
			},
			environment: onCilium,
			findings: finds('options'),
		},
		'direct routes to a node behind a router': {
			...endedTimes(
				7,
				'level=error msg="Start hook failed" error="daemon creation failed: error while initializing daemon: failed while reinitializing datapath: failed to enable direct routes for ipv4: route to destination 10.176.50.6 contains gateway 10.156.50.254, must be directly reachable"',
			),
			findings: finds('notDirect', 'contains gateway 10.156.50.254'),
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
		'a script that ends with its status alone, after it said more': {
			...endedTimes(
				7,
				'level=warning msg="+ clang -O2 -c bpf_host.c" subsys=datapath-loader',
				'level=warning msg="fatal error: error in backend: out of registers" subsys=datapath-loader',
				'level=fatal msg="Error while creating daemon" error="exit status 1" subsys=daemon',
			),
			findings: finds('fatal', 'out of registers'),
		},
		'a script of which nobody knows more': {
			...endedTimes(7, 'level=fatal msg="Error while creating daemon" error="exit status 1" subsys=daemon'),
			findings: finds('fatal', 'exit status 1'),
		},
		'a fault of its own': {
			...endedTimes(7, 'panic: runtime error: invalid memory address or nil pointer dereference'),
			findings: finds('panic', 'by a fault of its own'),
		},
		'an agent that is killed while it builds its datapath': {
			...endedTimes(
				3,
				'level=fatal msg="Error while creating daemon" error="error while initializing daemon: failed while reinitializing datapath: Command execution failed for [/var/lib/cilium/bpf/init.sh /var/lib/cilium/bpf cilium_host cilium_net 1500]: context canceled" subsys=daemon',
			),
			findings: finds('interrupted', 'init.sh'),
		},
	},
});
