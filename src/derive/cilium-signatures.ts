import type {LogSignature} from './log-signature.ts';

/** Why the agent does not come up. */
export type CiliumFault =
	| 'apiUnreachable'
	| 'apiRefuses'
	| 'podCidrMissing'
	| 'crds'
	| 'addressesMissing'
	| 'tunnelPort'
	| 'portTaken'
	| 'routerAddress'
	| 'familyMissing'
	| 'notReceived'
	| 'hostDenied'
	| 'nativeCidr'
	| 'notDirect'
	| 'device'
	| 'kernel'
	| 'hardened'
	| 'denied'
	| 'cgroup'
	| 'cloud'
	| 'programs'
	| 'rules'
	| 'modules'
	| 'ipsecKey'
	| 'interrupted'
	| 'panic'
	| 'options'
	| 'fatal';

/** Lines with which the agent ends, or with which a part of it says that it cannot start. */
export const ciliumEnding = /level=fatal|msg="(?:Start hook failed|Invoke failed|Failed to start)/i;
const contradiction =
	/cannot be (?:used|enabled|set) (?:with|together|without)|requires? (?:NodePort|--|kube-?proxy|BPF|\S+ to be (?:set|enabled))|(?:is|are) not (?:supported|compatible) with|incompatible|must be (?:set|enabled|specified|configured)|mutually exclusive|invalid (?:value|option|configuration)/;
const connected = /msg="Connected to apiserver/;
const haveNode = /Received own node information|Retrieved node information/;
const haveCrds = /All Cilium CRDs have been found/;

/**
 * Lines with which the agent, or its init container `config`, waits for ever or ends; the most telling first.
 * The words have stayed through both forms of log lines (logrus, slog): daemon/ and pkg/ of https://github.com/cilium/cilium
 */
export const ciliumSignatures: readonly LogSignature<CiliumFault>[] = [
	// Asked for again after 0.2, 0.4, 0.8 … seconds: a Node that has just registered gets its range in between.
	{
		fault: 'podCidrMissing',
		says: /required IPv[46] pod ?CIDR not (?:available|present)|Unable to derive PodCIDR via Node or CiliumNode/i,
		atLeast: 3,
		over: haveNode,
	},
	{fault: 'crds', says: /Unable to find all Cilium CRDs necessary/, over: haveCrds},
	// Said once a second: the operator of a new cluster needs some.
	{fault: 'crds', says: /Still waiting for Cilium Operator to register/i, atLeast: 20, over: haveCrds},
	// Said every 5 seconds, in modes where the operator gives each node its addresses: a cloud takes a minute for a new one.
	{
		fault: 'addressesMissing',
		says: /Waiting for IPs to become available in CRD-backed allocation pool/,
		atLeast: 24,
		over: /All required IPs are available in CRD-backed allocation pool/,
	},
	{
		fault: 'tunnelPort',
		says: /tunnel device.*address already in use|setting up device cilium_(?:vxlan|geneve).*address already in use/i,
	},
	{
		fault: 'portTaken',
		says: /listen (?:tcp|udp)\S* \S*:\d+: bind: address already in use|failed to listen .*address already in use/i,
	},
	// The range of the Node has changed, or is used up.
	{
		fault: 'routerAddress',
		says: /(?:failed|unable) to allocate (?:router|internal|health|ingress)\S* IPs?/i,
	},
	// While the kubelet is registering a Node it may lack one for a moment: the agent then ends and is started again.
	{
		fault: 'familyMissing',
		says: new RegExp(
			`(?:${ciliumEnding.source}).*(?:node \\S+ does not have an IPv[46] address|failed to determine IPv[46] of \\S+)`,
			'i',
		),
	},
	{fault: 'notReceived', says: /Timed out waiting for pre-existing resources/i},
	// Init containers put files on the host and run programs there.
	{
		fault: 'hostDenied',
		says: /\/host(?:bin|proc|\S*)\/?.*(?:Permission denied|Read-only file system|Operation not permitted)|nsenter: (?:failed to execute|cannot open) .*|cilium-(?:mount|sysctlfix): (?:Permission denied|No such file)/i,
		by: [
			'mount-cgroup',
			'mount-bpf-fs',
			'apply-sysctl-overwrites',
			'install-cni-binaries',
			'clean-cilium-state',
		],
	},
	// An agent that works warns of it, too.
	{
		fault: 'notDirect',
		says: new RegExp(`(?:${ciliumEnding.source}).*failed to enable direct routes for`, 'i'),
	},
	{fault: 'nativeCidr', says: /native routing cidr must be configured/i},
	{
		fault: 'device',
		says: /unable to determine direct routing device|failed to detect devices|no external device/i,
	},
	// Said of newer kernels too, where hardening hides from Cilium what it has loaded.
	{fault: 'hardened', says: /Require support for dead code elimination/i},
	{
		fault: 'cgroup',
		says: /cgroup attach.*(?:operation not permitted|bad file descriptor|invalid argument|no such file|device or resource busy)/i,
	},
	{
		fault: 'denied',
		says: /\/sys\/fs\/bpf\S*: (?:permission denied|operation not permitted)/i,
	},
	{
		fault: 'kernel',
		says: /minimal supported (?:kernel )?version|requires a \S+ or newer kernel|needs kernel \S+ or newer/i,
	},
	{
		fault: 'cloud',
		says: /EC2 ?Metadata|instance metadata|retrieve (?:AWS|EC2|ENI)|Missing (?:ENI|InstanceID)|ec2imds/i,
	},
	{fault: 'ipsecKey', says: /(?:unable to|failed to|cannot) \w+ IPsec key|open \S*ipsec\S*: no such file/i},
	// iptables of Cilium's image reads what others have written, with matches that it does not know.
	{
		fault: 'rules',
		says: /ip6?tables.*(?:Can't find library for (?:match|target)|\[unsupported revision\]|is incompatible, use 'nft' tool|OLD_CILIUM_)/i,
	},
	{
		fault: 'modules',
		says: /could not load module|ip6?tables modules? (?:could not be|initialization)|modprobe: FATAL|Module \S+ not found in directory|missing kernel module|cannot install static proxy rules|setup device manager: (?:protocol|operation) not supported/i,
	},
	// A rule, a route or a device of a kind that the kernel was built without; an agent that works may say so of IPv6.
	{
		fault: 'modules',
		says: new RegExp(
			`(?:${ciliumEnding.source}).*(?:inserting|adding|installing|creating|replacing|configuring)\\b.*: (?:operation|protocol|address family) not supported`,
			'i',
		),
	},
	{
		fault: 'programs',
		says: /failed to probe helper|detect support for|load program: (?:permission denied|invalid argument|argument list too long|bad address)|BPF program is too large/i,
	},
	{fault: 'interrupted', says: /datapath.*: (?:context canceled|signal: killed)/, by: ['cilium-agent']},
	{
		fault: 'apiRefuses',
		says: /(?:api-?server|https:\/\/\S+\/(?:api|version)).*(?:Unauthorized|forbidden|x509|failed to verify certificate)/i,
		over: connected,
	},
	// Said after a minute of attempts.
	{fault: 'apiUnreachable', says: /Unable to contact k8s api-?server/i, over: connected},
	// Two options that exclude each other, or one that needs another; while the agent works they are warnings.
	{
		fault: 'options',
		says: new RegExp(`(?:${ciliumEnding.source}).*(?:${contradiction.source})`, 'i'),
	},
];
