import type {ConntrackEntry} from '../parsers/conntrack.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import {groupBy} from './group-by.ts';
import type {BackendRules} from './netfilter-hooks.ts';
import {lookupRoute, type RouteLookup, type Routing} from './route-lookup.ts';
import {serviceRulesOfBoth} from './service-rules.ts';

/** A UDP port of this node, or of a service, that rules translate. */
export interface TranslatedPort {
	/** `monitoring/statsd:udp`; absent for a host port. */
	readonly service?: string;
	/** Absent for a host port: any address of this node. */
	readonly address?: string;
	readonly port: number;
	/** `10.42.1.9:8125`: where the rules send packets now, by any chain of that service. */
	readonly targets: readonly string[];
}

/**
 * Datagrams that follow an entry of before instead of the rules, and get no answer. Once answered, an entry says so as
 * long as it lives: such a one counts only where no pod can answer any more.
 */
export interface StaleDatagrams extends TranslatedPort {
	/**
	 * `gone`: to the address of a pod that this node no longer has. `departed`: to another node, to what is no endpoint of
	 * the service any more. `untranslated`: they began before there was a rule.
	 */
	readonly kind: 'gone' | 'departed' | 'untranslated';
	/** Where they go: `10.42.1.4`. */
	readonly target: string;
	readonly entries: readonly [ConntrackEntry, ...ConntrackEntry[]];
}

const hostPort = /^-p udp (?:-m udp )?--dport (\d+) -j DNAT --to-destination (\S+)$/;
const nodePort = /^-p udp -m comment --comment "([^"]+)" .*--dport (\d+) -j KUBE-(?:EXT|SVC|SVL|XLB)-/;
const outsideAddress =
	/^-d ([\d.]+)\/32 -p udp -m comment --comment "([^"]+) (?:external|loadbalancer) IP" .*--dport (\d+) -j KUBE-(?:EXT|FW|SVC|SVL|XLB)-/;
const endpointComment = /--comment "([^"]+) -> (\S+)"/;

const rulesOf = (ruleset: IptablesRuleset | undefined, chainNames: RegExp): readonly string[] =>
	(ruleset?.tables ?? [])
		.filter(({name}) => name === 'nat')
		.flatMap(({chains}) => chains.filter(({name}) => chainNames.test(name)))
		.flatMap(({rules}) => rules.map(({text}) => text));

/** All endpoints of a service, by its name: with a traffic policy, one chain has those of this node and another all. */
const endpointsByService = (rules: BackendRules): ReadonlyMap<string, readonly string[]> => {
	const written = [rules.nft, rules.legacy]
		.flatMap(ruleset => rulesOf(ruleset, /^KUBE-SV[CL]-/))
		.flatMap(text => {
			const [, name, endpoint] = endpointComment.exec(text) ?? [];
			return name === undefined || endpoint === undefined ? [] : [{name, endpoint}];
		});
	return new Map(
		[...groupBy(written, ({name}) => name)].map(([name, same]) => [name, same.map(({endpoint}) => endpoint)]),
	);
};

/** What kube-proxy and the plugin portmap translate of UDP, in both back-ends of iptables; what has no target is left out. */
export const translatedPorts = (rules: BackendRules): readonly TranslatedPort[] => {
	const ports = new Map<string, TranslatedPort>();
	const add = (port: TranslatedPort): void => {
		const key = `${port.address ?? '*'}:${port.port}`;
		const targets = [...new Set([...(ports.get(key)?.targets ?? []), ...port.targets])];
		ports.set(key, {...port, targets});
	};
	const services = serviceRulesOfBoth(rules)
		.filter(backend => backend.rules.isHooked)
		.flatMap(backend => backend.rules.ports)
		.filter(({protocol, endpoints}) => protocol === 'udp' && endpoints.length > 0);
	const allEndpoints = endpointsByService(rules);
	const targetsOf = ({name, endpoints}: {name: string; endpoints: readonly string[]}): readonly string[] => [
		...new Set([...endpoints, ...(allEndpoints.get(name) ?? [])]),
	];
	for (const service of services) {
		const {name, address, port} = service;
		add({service: name, address, port, targets: targetsOf(service)});
	}
	for (const ruleset of [rules.nft, rules.legacy]) {
		for (const text of rulesOf(ruleset, /^KUBE-NODEPORTS$/)) {
			const [, name, port] = nodePort.exec(text) ?? [];
			const service = services.find(one => one.name === name);
			if (service !== undefined) {
				add({service: service.name, port: Number(port), targets: targetsOf(service)});
			}
		}
		for (const text of rulesOf(ruleset, /^KUBE-SERVICES$/)) {
			const [, address, name, port] = outsideAddress.exec(text) ?? [];
			const service = services.find(one => one.name === name);
			if (service !== undefined && address !== undefined) {
				add({service: service.name, address, port: Number(port), targets: targetsOf(service)});
			}
		}
		for (const text of rulesOf(ruleset, /^CNI-DN-/)) {
			const [, port, target] = hostPort.exec(text) ?? [];
			if (target !== undefined) {
				add({port: Number(port), targets: [target]});
			}
		}
	}
	return [...ports.values()];
};

interface Here {
	/** IPv4 addresses of this node. */
	readonly addresses: readonly string[];
	readonly routing: Routing;
	/** Addresses that host-local has given out, where it gives them out. */
	readonly leased: ReadonlySet<string>;
}

const isEnd = (found: RouteLookup): boolean => found.kind === 'blackhole' || found.kind === 'unreachable';

const isOfBridge = ({dev, gateway}: Route): boolean => dev === 'cni0' && gateway === undefined;

/** No pod of this node has it: what remains of the range of pods ends here, or the bridge is asked for an address without a lease. */
const isGone = (address: string, {routing, leased}: Here): boolean => {
	const found = lookupRoute(routing, {destination: address});
	return found.kind === 'route'
		? isOfBridge(found.route) && leased.size > 0 && !leased.has(address)
		: isEnd(found);
};

/**
 * By way of another node. kube-proxy forgets such entries itself, with the endpoint; one of this node may be a pod that
 * ends, or that is not ready, and may still read what it gets.
 */
const isElsewhere = (address: string, {routing}: Here): boolean => {
	const found = lookupRoute(routing, {destination: address});
	return found.kind === 'route' && found.route.gateway !== undefined;
};

const kindOf = (
	port: TranslatedPort,
	target: string,
	former: string,
	here: Here,
): StaleDatagrams['kind'] | undefined => {
	if (target === former) {
		return 'untranslated';
	}
	if (isGone(target, here)) {
		return 'gone';
	}
	return port.service !== undefined && isElsewhere(target, here) ? 'departed' : undefined;
};

/** Only the first datagram of a connection is translated by the rules, and each that follows keeps the entry alive. */
export const staleDatagrams = (
	entries: readonly ConntrackEntry[],
	ports: readonly TranslatedPort[],
	here: Here,
): readonly StaleDatagrams[] => {
	const byPort = new Map<number, ConntrackEntry[]>();
	for (const entry of entries) {
		if (entry.protocol === 'udp') {
			const {destinationPort} = entry.original;
			const same = byPort.get(destinationPort) ?? [];
			same.push(entry);
			byPort.set(destinationPort, same);
		}
	}
	return ports.flatMap(port => {
		const own = (byPort.get(port.port) ?? []).filter(
			({original}) =>
				!original.source.startsWith('127.') &&
				(port.address === undefined
					? here.addresses.includes(original.destination)
					: original.destination === port.address),
		);
		const targets = [...new Set(own.map(({reply}) => reply.source))];
		return targets.flatMap((target): readonly StaleDatagrams[] => {
			const isLed = port.targets.some(present => present.startsWith(`${target}:`));
			const to = own.find(({reply}) => reply.source === target)?.original.destination;
			const kind = isLed || to === undefined ? undefined : kindOf(port, target, to, here);
			const [first, ...more] = own.filter(
				({reply, isReplied}) => reply.source === target && (kind === 'gone' || !isReplied),
			);
			return kind === undefined || first === undefined
				? []
				: [{...port, target, kind, entries: [first, ...more]}];
		});
	});
};

const flowOf = ({original, reply}: ConntrackEntry): string =>
	[original.source, original.sourcePort, original.destination, original.destinationPort, reply.source].join(
		' ',
	);

/**
 * Of what is stale, the entries that something has kept alive since they were read before: their time has not fallen.
 * A single datagram of before the rule, or of a scanner, leaves an entry as well, which dies by itself.
 */
export const stillSent = <Stale extends {readonly entries: StaleDatagrams['entries']}>(
	stale: readonly Stale[],
	before: readonly ConntrackEntry[],
): readonly Stale[] => {
	const former = new Map(before.map(entry => [flowOf(entry), entry.secondsLeft]));
	return stale.flatMap((one): readonly Stale[] => {
		const [first, ...more] = one.entries.filter(
			entry => (former.get(flowOf(entry)) ?? Number.POSITIVE_INFINITY) <= entry.secondsLeft,
		);
		return first === undefined ? [] : [{...one, entries: [first, ...more]}];
	});
};
