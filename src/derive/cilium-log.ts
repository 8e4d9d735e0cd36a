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
	| 'cloud';

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
	['apiRefuses', /api-?server.*(?:Unauthorized|forbidden|x509|failed to verify certificate)/i],
	['apiUnreachable', /Unable to contact k8s api-?server/i],
];

export interface CiliumEnd {
	readonly fault: CiliumFault;
	/** The whole line. */
	readonly message: string;
	/** Milliseconds since the epoch. */
	readonly time: number;
}

/** The last line of a log that tells why the agent is not up. */
export const ciliumEnd = (lines: readonly LogLine[]): CiliumEnd | undefined => {
	for (const {message, time} of lines.toReversed()) {
		const fault = signatures.find(([, pattern]) => pattern.test(message))?.[0];
		if (fault !== undefined) {
			return {fault, message, time};
		}
	}
	return undefined;
};

/** `https://10.43.0.1:443`, with which the agent looks for the API. */
export const apiAddressIn = (message: string): string | undefined =>
	/https:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?/.exec(message)?.[0];
