import type {LogLine} from '../parsers/cri-log.ts';

/** Why calico-node gives up, or works without what it needs: wherever it runs, with Canal too. */
export const calicoNodeFaults = [
	'apiRefuses',
	'crdMissing',
	'apiUnreachable',
	'datastoreNotReady',
	'healthPort',
	'bpfDevice',
	'ipset',
] as const;
/** The same where Calico makes the pod network by itself. */
export const calicoFaults = [
	...(['typhaTrust', 'typhaUnreachable', 'typhaAbsent', 'addressTaken', 'noAddress'] as const),
	...calicoNodeFaults,
] as const;
export type CalicoFault = (typeof calicoFaults)[number];

/**
 * The most telling first. felix/daemon, typha/pkg, node/pkg/lifecycle/startup, felix/ipsets and felix/dataplane/linux of
 * https://github.com/projectcalico/calico
 */
const signatures: readonly (readonly [CalicoFault, RegExp])[] = [
	['typhaTrust', /connect to typha.*(?:x509|tls: |certificate)/i],
	['typhaUnreachable', /failed to connect to typha/i],
	['typhaAbsent', /Typha discovery enabled but discovery failed|Kubernetes service missing IP or port/i],
	['addressTaken', /Calico node '[^']+' is already using the IPv[46] address|conflicting node detected/i],
	['noAddress', /Couldn't autodetect an IPv[46] address|no IPv4 or IPv6 addresses configured or detected/i],
	[
		'apiRefuses',
		/connection (?:to the datastore )?is unauthorized|is forbidden: User|[:=] ?"?Unauthorized\b/i,
	],
	['crdMissing', /no matches for kind|could not find the requested resource/],
	[
		'apiUnreachable',
		/https:\/\/.*(?:dial tcp|TLS handshake timeout|Client\.Timeout|context deadline exceeded)/,
	],
	['datastoreNotReady', /Waiting for datastore to be initialized/],
	['healthPort', /:9099: bind: address already in use|health endpoint.*address already in use/i],
	['bpfDevice', /bpfin\.cali.*(?:Link not found|no such device)/],
	['ipset', /Failed to complete ipset restore|cannot parse .* as a protocol/],
];

/** Questions for objects of old or of other versions, that calico-node does without: rancher/rke2#2633, #4996. */
const harmless = /GlobalFelixConfig|CalicoVersion|customresource\.go/;

const typhaConnected = /\bconnected to typha\b/i;
const datastoreReached = /Datastore connection verified|Datastore is ready|Successfully loaded configuration/;
/** After one of these that fault is over. */
const recovered: Partial<Record<CalicoFault, RegExp>> = {
	typhaTrust: typhaConnected,
	typhaUnreachable: typhaConnected,
	typhaAbsent: typhaConnected,
	addressTaken: /Calico node started successfully/,
	noAddress: /Using autodetected IPv|Calico node started successfully/,
	apiUnreachable: datastoreReached,
	datastoreNotReady: datastoreReached,
};
/** After this every fault is over. */
const allWell = /Overall health status changed: live=true ready=true/;

export interface CalicoTrouble<Fault extends CalicoFault> {
	readonly fault: Fault;
	/** Without the time, level and process id in front. */
	readonly message: string;
	/** How often it is said since the last recovery. */
	readonly count: number;
	/** When it was said first since then, and last: milliseconds since the epoch. */
	readonly since: number;
	readonly time: number;
}

const withoutPrefix = (message: string): string =>
	message.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \[[A-Z]+\]\[\d+\] /, '');

/** What the end of a log complains of, and has not recovered from; the last complaint of these kinds counts. */
export const calicoTroubleOf = <Fault extends CalicoFault>(
	lines: readonly LogLine[],
	faults: readonly Fault[],
): CalicoTrouble<Fault> | undefined => {
	const open = new Map<Fault, CalicoTrouble<Fault>>();
	for (const {message, time} of lines) {
		const told = harmless.test(message)
			? undefined
			: signatures.find(([, pattern]) => pattern.test(message))?.[0];
		const fault = faults.find(candidate => candidate === told);
		if (fault !== undefined) {
			const {count = 0, since = time} = open.get(fault) ?? {};
			open.delete(fault);
			open.set(fault, {fault, message: withoutPrefix(message), count: count + 1, since, time});
		} else if (allWell.test(message)) {
			open.clear();
		} else {
			for (const name of [...open.keys()].filter(name => recovered[name]?.test(message))) {
				open.delete(name);
			}
		}
	}
	return [...open.values()].at(-1);
};
