import type {LogLine} from '../parsers/cri-log.ts';
import {goPanicIn} from './go-panic.ts';

/** Why flanneld gave up. */
export type FlannelFault =
	| 'apiUnreachable'
	| 'apiRefuses'
	| 'netConf'
	| 'podCidrMissing'
	| 'podCidrOutside'
	| 'familyMissing'
	| 'interfaceV6'
	| 'interface'
	| 'bridgeNetfilter'
	| 'backendUnsupported'
	| 'addresses'
	| 'healthPort'
	| 'deviceBusy'
	| 'deviceMac'
	| 'behindNat'
	| 'panic';

/**
 * Lines after which flanneld ends; what it repeats while it goes on working, such as a failed `ip6tables-restore`,
 * is not among them. https://github.com/flannel-io/flannel/blob/master/main.go and pkg/subnet/kube/kube.go
 */
const signatures: readonly (readonly [FlannelFault, RegExp])[] = [
	['podCidrMissing', /pod cidr not assigned/i],
	['addresses', /link has incompatible addresses/],
	['podCidrOutside', /specified in the flannel net config doesn't contain/],
	['bridgeNetfilter', /Failed to check br_netfilter/],
	['healthPort', /Start healthz server error/],
	['netConf', /failed to read net conf|error parsing subnet config/],
	[
		'familyMissing',
		/missing IPv[46] address on n\.Spec\.PodCIDRs|IPv6 is enabled but the lease has no IPv6|panic: .*Address is not an IPv4 address/,
	],
	[
		'interfaceV6',
		/failed to get default v6 interface|unable to find default v6 route|no IPv6 address found for given interface/i,
	],
	[
		'interface',
		/Failed to find any valid interface|Could not find valid interface|Failed to find interface to use|unable to find default route|No interface with given IP found/i,
	],
	['apiRefuses', /(?:Failed to create SubnetManager|failed to patch node).*(?:Unauthorized|forbidden|x509)/],
	['apiUnreachable', /Failed to create SubnetManager: .*(?:dial |timeout|EOF)/],
	['apiUnreachable', /timeout contacting kube-api|Node controller sync not completed/],
	// pkg/backend/vxlan/device.go
	[
		'deviceBusy',
		/failed to (?:set (?:v6 )?interface \S+ to UP state|create vxlan (?:interface|device)).*(?:address already in use|file exists|device or resource busy)/i,
	],
	['deviceBusy', /isn't an (?:ipip mode|iptun) device/],
	['deviceMac', /mac address wanted: \S+, but got: /],
	['behindNat', /PublicIP differs from interface IP/],
	['netConf', /unknown backend type: /],
	['backendUnsupported', /Error registering network: .*(?:not supported|unknown device type|no such device)/],
];

export interface FlannelEnd {
	readonly fault: FlannelFault;
	/** Without klog's time, process id and place. */
	readonly message: string;
}

/** Without klog's time, process id and place. */
const withoutPrefix = (message: string): string =>
	message.replace(/^[IWEF]\d{4} [\d:.]+\s+\d+ [\w.]+:\d+\] /, '');

/** The last line of a log that tells why flanneld ended. */
export const flannelEnd = (lines: readonly LogLine[]): FlannelEnd | undefined => {
	for (const {message} of lines.toReversed()) {
		const fault = signatures.find(([, pattern]) => pattern.test(message))?.[0];
		if (fault !== undefined) {
			// It says of each name that it was given why that is none, and then that it found nothing.
			const named =
				fault === 'interface'
					? lines.findLast(line => /Could not find valid interface matching/i.test(line.message))
					: undefined;
			return {fault, message: withoutPrefix(named?.message ?? message)};
		}
	}
	const message = goPanicIn(lines);
	return message === undefined ? undefined : {fault: 'panic', message};
};

/** https://github.com/flannel-io/flannel/blob/master/pkg/trafficmngr/iptables/iptables.go */
const iptablesFailure =
	/Failed to (?:ensure|set ?up) iptables rules|failed to setup iptables rules|holding the xtables lock|unable to run ip6?tables-restore/i;
/** flanneld tries again every five seconds: what it has not said for longer is over. */
const triesWithin = 60_000;

/** The last complaint of flanneld that iptables refuses its rules, where it still says so again and again. */
export const repeatedIptablesFailure = (lines: readonly LogLine[], now: number): string | undefined => {
	const recent = lines.filter(({time, message}) => now - time < triesWithin && iptablesFailure.test(message));
	const last = recent.at(-1);
	return recent.length < 3 || last === undefined ? undefined : withoutPrefix(last.message);
};
