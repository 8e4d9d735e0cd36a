import type {LogLine} from '../parsers/cri-log.ts';
import {ipsetLacks, unknownMark} from './kernel-extension.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';

/** Why calico-node gives up, or works without what it needs: wherever it runs, with Canal too. */
export const calicoNodeFaults = [
	'apiRefuses',
	'crdMissing',
	'apiDistrusted',
	'apiUnreachable',
	'datastoreNotReady',
	'healthPort',
	'bpfDevice',
	'bpfRefused',
	'settingRefused',
	'ipset',
	'kernelLacks',
	'foreignRule',
	'rules',
] as const;
/** The same where Calico makes the pod network by itself. */
export const calicoFaults = [
	...([
		'typhaExpired',
		'typhaTrust',
		'typhaUnreachable',
		'typhaAbsent',
		'addressTaken',
		'noAddress',
		'noTunnelAddress',
	] as const),
	...(['vxlanDevice', 'wireguard'] as const),
	...calicoNodeFaults,
] as const;
/** What Felix and calico-node cannot bring into the kernel or get for it, while they call themselves ready. */
export const calicoRouteFaults = ['routes', 'tunnelAddress'] as const;
export type CalicoFault = (typeof calicoFaults)[number] | (typeof calicoRouteFaults)[number];

/** The kernel has no match, target, table or kind of set that Felix asks for. */
const kernelLacks = new RegExp(
	[
		/Couldn't (?:load|find) (?:match|target) [`'"](?!cali|KUBE-)|Extension [\w-]+ revision \d+ not supported|do you need to insmod|Module \S+ not found in directory|could not insert/,
		unknownMark,
		ipsetLacks,
	]
		.map(({source}) => source)
		.join('|'),
);
/** Questions for objects of old or of other versions, that calico-node does without: rancher/rke2#2633, #4996. */
const except = /GlobalFelixConfig|CalicoVersion|customresource\.go/;
const typhaConnected = /\bconnected to typha\b/i;
const datastoreReached = /Datastore connection verified|Datastore is ready|Successfully loaded configuration/;

/**
 * The most telling first. felix/daemon, typha/pkg, node/pkg/lifecycle/startup, felix/ipsets and felix/dataplane/linux of
 * https://github.com/projectcalico/calico
 */
const signatures: readonly LogSignature<CalicoFault>[] = (
	[
		['typhaExpired', /connect(?:ing)? to typha.*certificate has expired .* is after /i, typhaConnected],
		['typhaTrust', /connect(?:ing)? to typha.*(?:x509|tls: |certificate)/i, typhaConnected],
		['typhaUnreachable', /failed to connect to typha/i, typhaConnected],
		[
			'typhaAbsent',
			// Typha is asked for at the API: what ails the API is no lack of Typha.
			/Typha discovery enabled but discovery failed(?!.*https:\/\/)|Kubernetes service missing IP or port/i,
			typhaConnected,
		],
		[
			'addressTaken',
			/Calico node '[^']+' is already using the IPv[46] address|conflicting node detected/i,
			/Calico node started successfully/,
		],
		[
			'noAddress',
			/Couldn't autodetect an IPv[46] address|no IPv4 or IPv6 addresses configured or detected/i,
			/Using autodetected IPv|Calico node started successfully/,
		],
		[
			'noTunnelAddress',
			/\[FATAL\].*(?:unable to (?:auto)?assign an (?:IPv[46] )?(?:tunnel )?address|no configured Calico pools|pools are likely exhausted)/i,
			/Assigned tunnel address to node/,
		],
		[
			'apiRefuses',
			/connection (?:to the datastore )?is unauthorized|is forbidden: User|[:=] ?"?Unauthorized\b/i,
		],
		['crdMissing', /no matches for kind|could not find the requested resource/],
		['apiDistrusted', /(?:Get|Post|Put|Patch) "?https:\/\/.*x509: /, datastoreReached],
		[
			'apiUnreachable',
			/https:\/\/.*(?:dial tcp|TLS handshake timeout|Client\.Timeout|context deadline exceeded)/,
			datastoreReached,
		],
		['datastoreNotReady', /Waiting for datastore to be initialized/, datastoreReached],
		['healthPort', /:9099: bind: address already in use|health endpoint.*address already in use/i],
		['bpfDevice', /bpfin\.cali.*(?:Link not found|no such device)/],
		[
			'bpfRefused',
			/Failed to create BPF endpoint manager|error creating bpf maps|failed to attach connect-time load balancer|BPF: (?:failed|error)/i,
		],
		[
			'settingRefused',
			/Error setting initial config|Unable to ensure datastore is initialized|(?:Configuration|IPPool|ClusterInformation)\S* \\?"[^"]*" is invalid:|Config validation failed/,
			datastoreReached,
		],
		['kernelLacks', kernelLacks],
		[
			'foreignRule',
			/Can't find library for (?:match|target)|\[unsupported revision\]|is incompatible, use 'nft' tool/,
		],
		// Said until 3.28, and since then with the errors of all routes in one line.
		[
			'routes',
			/felix\/route_table\.go .*(?:Failed to (?:add|update) route|when trying to update routes|updating routing table failed).*errors?=/,
			/Retry was successful/,
		],
		[
			'tunnelAddress',
			/Unable to autoassign an (?:IPv[46] )?address|unable to assign an address: no IP pools provided/,
			/Assigned tunnel address to node/,
		],
		['vxlanDevice', /Failed to (?:add|create|configure) VXLAN tunnel device.*error=/i],
		// Kernels whose driver has no such switch refuse it, and encrypt all the same: projectcalico/calico#10339.
		['wireguard', /\[(?:WARNING|ERROR)\]\[\d+\] felix\/wireguard\.go (?!.*NAPI threading).*error=/],
		[
			'ipset',
			/Failed to complete ipset restore|cannot parse .* as a protocol|Bad return code from .ipset|Failed to update IP sets after|ipset v[\d.]+: (?:Kernel|Cannot open session)/,
		],
		[
			'rules',
			/Failed to (?:program|execute|load|read) (?:ip6?tables|ip\(6\)tables|nftables)|(?:ip6?tables|nft)(?:-nft|-legacy)?(?:-save|-restore)? (?:command )?failed|Failed to update nftables/i,
		],
	] as const
).map(([fault, says, over]) => ({fault, says, except, ...(over !== undefined && {over})}));

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

/** What a complaint that says nothing of its cause follows from, where the lines before it tell. */
const reasonsOf: Readonly<Partial<Record<CalicoFault, readonly CalicoFault[]>>> = {
	// Felix says what iptables or ipset said, and then only that it failed.
	rules: ['kernelLacks', 'foreignRule'],
	ipset: ['kernelLacks', 'foreignRule'],
	// What is wrong with each Typha, and then only that none is left to try.
	typhaUnreachable: ['typhaExpired', 'typhaTrust'],
};

const withoutPrefix = (message: string): string =>
	message.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \[[A-Z]+\]\[\d+\] /, '');

/** What the end of a log complains of, and has not recovered from; the last complaint of these kinds counts. */
export const calicoTroubleOf = <Fault extends CalicoFault>(
	lines: readonly LogLine[],
	faults: readonly Fault[],
): CalicoTrouble<Fault> | undefined => {
	const asked = signatures.flatMap(({fault: told, ...signature}) =>
		faults.filter(fault => fault === told).map(fault => ({...signature, fault})),
	);
	const open = openTroubles(lines, asked, allWell);
	const last = open.at(-1);
	const reasons: readonly CalicoFault[] = (last && reasonsOf[last.fault]) ?? [];
	const trouble = open.findLast(({fault}) => reasons.includes(fault)) ?? last;
	if (trouble === undefined) {
		return undefined;
	}
	const {line, ...told} = trouble;
	// Of the lines that say so, the one that quotes iptables.
	const telling =
		trouble.fault === 'rules'
			? lines.findLast(
					({time, message}) => time >= trouble.since && /tables.*(?:errorOutput|stderr)="[^"]/.test(message),
				)
			: undefined;
	return {...told, message: withoutPrefix((telling ?? line).message), time: line.time};
};
