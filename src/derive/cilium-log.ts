import type {LogLine} from '../parsers/cri-log.ts';

/** Why the agent does not come up. */
export type CiliumFault =
	| 'apiUnreachable'
	| 'apiRefuses'
	| 'podCidrMissing'
	| 'crds'
	| 'tunnelPort'
	| 'nativeCidr'
	| 'device'
	| 'kernel'
	| 'cloud'
	| 'programs'
	| 'modules'
	| 'ipsecKey'
	| 'options'
	| 'fatal';

/**
 * Lines with which the agent, or its init container `config`, waits for ever or ends; the most telling first.
 * The words have stayed through both forms of log lines (logrus, slog): daemon/ and pkg/ of https://github.com/cilium/cilium
 */
const signatures: readonly (readonly [CiliumFault, RegExp])[] = [
	['podCidrMissing', /required IPv[46] (?:Pod ?CIDR|pod CIDR) not (?:available|present)/i],
	['crds', /Still waiting for Cilium Operator to register/i],
	[
		'tunnelPort',
		/tunnel device.*address already in use|setting up device cilium_(?:vxlan|geneve).*address already in use/i,
	],
	['nativeCidr', /native routing cidr must be configured/i],
	['device', /unable to determine direct routing device|failed to detect devices|no external device/i],
	['kernel', /minimal supported (?:kernel )?version|requires a \S+ or newer kernel/i],
	['cloud', /EC2 ?Metadata|instance metadata|retrieve (?:AWS|EC2|ENI)|Missing (?:ENI|InstanceID)|ec2imds/i],
	['ipsecKey', /(?:unable to|failed to|cannot) \w+ IPsec key|open \S*ipsec\S*: no such file/i],
	[
		'modules',
		/could not load module|ip6?tables modules? (?:could not be|initialization)|modprobe: FATAL|Module \S+ not found in directory|missing kernel module/i,
	],
	[
		'programs',
		/failed to probe helper|detect support for|load program: (?:permission denied|invalid argument|argument list too long|bad address)|BPF program is too large/i,
	],
	['apiRefuses', /api-?server.*(?:Unauthorized|forbidden|x509|failed to verify certificate)/i],
	['apiUnreachable', /Unable to contact k8s api-?server/i],
];

/** What only ends the agent on lines with which it ends: two options that exclude each other, or one that needs another. */
const ending = /level=fatal|msg="(?:Start hook failed|Invoke failed|Failed to start)/i;
const contradiction =
	/cannot be (?:used|enabled|set) (?:with|together|without)|requires? (?:NodePort|--|kube-?proxy|BPF|\S+ to be (?:set|enabled))|(?:is|are) not (?:supported|compatible) with|incompatible|must be (?:set|enabled|specified|configured)|mutually exclusive|invalid (?:value|option|configuration)/i;

const faultOf = (message: string): CiliumFault | undefined => {
	const known = signatures.find(([, pattern]) => pattern.test(message))?.[0];
	return known ?? (ending.test(message) && contradiction.test(message) ? 'options' : undefined);
};

export interface CiliumEnd {
	readonly fault: CiliumFault;
	/** The whole line. */
	readonly message: string;
	/** Milliseconds since the epoch. */
	readonly time: number;
}

/** The last line of a log that tells why the agent is not up: one that is known, or else one with which it ended. */
export const ciliumEnd = (lines: readonly LogLine[]): CiliumEnd | undefined => {
	const newestFirst = lines.toReversed();
	for (const {message, time} of newestFirst) {
		const fault = faultOf(message);
		if (fault !== undefined) {
			return {fault, message, time};
		}
	}
	const end = newestFirst.find(({message}) => ending.test(message) && ciliumReasonIn(message) !== undefined);
	return end && {fault: 'fatal', message: end.message, time: end.time};
};

/** What a line of the agent complains of: its error, or else its message, without the layers around it; absent where it says nothing. */
export const ciliumReasonIn = (line: string): string | undefined => {
	const fieldOf = (name: string): string | undefined =>
		new RegExp(`(?:^|\\s)${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
	const text = (fieldOf('error') ?? fieldOf('msg') ?? '')
		.replace(/\\n.*$/, '')
		.replaceAll('\\"', '"')
		.replace(/^(?:(?:failed to start|daemon creation failed|error while initializing daemon): )+/, '')
		.trim();
	return text === '' || /^failed to (?:start|run)\.?$/i.test(text) ? undefined : text.slice(0, 300);
};

/** `https://10.43.0.1:443`, with which the agent looks for the API. */
export const apiAddressIn = (message: string): string | undefined =>
	/https:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?/.exec(message)?.[0];
