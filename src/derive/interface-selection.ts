import type {IpFamily} from '../core/environment.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import {familyOf, isSameAddress, parseAddress} from './cidr.ts';
import {usableAddresses} from './usable-addresses.ts';

/** What flanneld was told. In Canal `interfaces` and `regexes` come from the ConfigMap; empty texts are as if unset. */
export interface InterfaceOptions {
	/** `--iface`, each a name or an address, in order. */
	readonly interfaces?: readonly string[];
	readonly regexes?: readonly string[];
	readonly canReach?: string;
	/** Annotation `node-public-ip`, else `--public-ip`. */
	readonly publicIp?: string;
	readonly publicIpv6?: string;
	/** Families that net-conf.json enables. */
	readonly families: readonly IpFamily[];
}

export interface NetworkState {
	/** In the order of their index. */
	readonly links: readonly Link[];
	readonly addresses: readonly InterfaceAddress[];
	readonly routes: readonly Route[];
}

export type InterfaceSelection =
	| {
			readonly name: string;
			/** Absent for a family that is not enabled. */
			readonly address?: string;
			readonly ipv6Address?: string;
			readonly why: string;
	  }
	/** flanneld ends with this error; `addressless`: the only interface that fits lacks an address of a family that is enabled. */
	| {
			readonly none: string;
			readonly addressless?: {readonly name: string; readonly family: 'IPv4' | 'IPv6'};
	  }
	| {readonly undecided: string};

const withoutEmpty = (texts: readonly string[] = []): readonly string[] => texts.filter(text => text !== '');

const ipName = (family: IpFamily): 'IPv4' | 'IPv6' => (family === 'ipv4' ? 'IPv4' : 'IPv6');

/** Fills in the preferred address of each enabled family that has not been settled. */
const complete = (
	name: string,
	why: string,
	options: InterfaceOptions,
	{addresses}: NetworkState,
	settled: Partial<Record<IpFamily, string>> = {},
): InterfaceSelection => {
	const chosen = options.families.map(
		family => [family, settled[family] ?? usableAddresses(addresses, name, family)[0]] as const,
	);
	const missing = chosen.find(([, address]) => address === undefined);
	if (missing !== undefined) {
		const family = ipName(missing[0]);
		return {none: `failed to find ${family} address for interface ${name}`, addressless: {name, family}};
	}
	const {ipv4, ipv6} = Object.fromEntries(chosen) as Partial<Record<IpFamily, string>>;
	return {
		name,
		...(ipv4 !== undefined && {address: ipv4}),
		...(ipv6 !== undefined && {ipv6Address: ipv6}),
		why,
	};
};

const byAddress = (
	address: string,
	what: string,
	options: InterfaceOptions,
	state: NetworkState,
): InterfaceSelection => {
	const family = familyOf(address);
	if (!options.families.includes(family)) {
		return {none: `${what} ${address} is ${ipName(family)}, which is not enabled`};
	}
	const owner = state.addresses.find(candidate => isSameAddress(candidate.address, address));
	return owner === undefined
		? {none: `no interface with given ${family === 'ipv4' ? 'IP' : 'IPv6'} found: ${address}`}
		: complete(owner.link, `${what} ${address}`, options, state, {[family]: owner.address});
};

const byName = (given: string, options: InterfaceOptions, state: NetworkState): InterfaceSelection => {
	if (parseAddress(given) !== undefined) {
		return byAddress(given, 'iface', options, state);
	}
	return state.links.some(({name}) => name === given)
		? complete(given, `iface ${given}`, options, state)
		: {none: `error looking up interface ${given}: no such network interface`};
};

/** flannel reads Go's dialect, which knows neither look-around nor back-references; JavaScript has no inline flags. */
const expressionOf = (pattern: string): RegExp | {readonly none: string} | {readonly undecided: string} => {
	if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(pattern)) {
		return {none: `could not compile the IP address regex '${pattern}'`};
	}
	const isInsensitive = pattern.startsWith('(?i)');
	try {
		return new RegExp(isInsensitive ? pattern.slice(4) : pattern, isInsensitive ? 'i' : '');
	} catch (error) {
		return {undecided: (error as Error).message};
	}
};

const byRegex = (pattern: string, options: InterfaceOptions, state: NetworkState): InterfaceSelection => {
	const expression = expressionOf(pattern);
	if (!(expression instanceof RegExp)) {
		return expression;
	}
	for (const {name} of state.links) {
		const matching = options.families.map(
			family =>
				[
					family,
					usableAddresses(state.addresses, name, family).find(address => expression.test(address)),
				] as const,
		);
		if (matching.length > 0 && matching.every(([, address]) => address !== undefined)) {
			return complete(name, `iface-regex ${pattern}`, options, state, Object.fromEntries(matching));
		}
	}
	const named = state.links.find(({name}) => expression.test(name));
	return named === undefined
		? {none: `could not match pattern ${pattern} to any of the available network interfaces`}
		: complete(named.name, `iface-regex ${pattern}`, options, state);
};

const defaultRoute = (routes: readonly Route[], family: IpFamily): Route | undefined =>
	routes
		.filter(
			route =>
				route.family === family && route.table === 'main' && /^(0\.0\.0\.0|::)\/0$/.test(route.destination),
		)
		.toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0))[0];

const byDefaultRoute = (options: InterfaceOptions, state: NetworkState): InterfaceSelection => {
	const devices: string[] = [];
	for (const family of options.families) {
		const route = defaultRoute(state.routes, family);
		const words = family === 'ipv4' ? 'default' : 'default v6';
		if (route === undefined) {
			return {none: `unable to find ${words} route`};
		}
		if (route.dev === undefined) {
			return {none: `found ${words} route but could not determine interface`};
		}
		devices.push(route.dev);
	}
	const [first, second] = devices;
	if (first === undefined) {
		return {none: 'none matched ip stack'};
	}
	return second === undefined || second === first
		? complete(first, 'default route', options, state)
		: {
				none: `v6 default route interface ${second} must be the same with v4 default route interface ${first}`,
			};
};

/** The interface that flanneld would choose if it started now: https://github.com/flannel-io/flannel/blob/master/pkg/ipmatch/match.go */
export const selectInterface = (options: InterfaceOptions, state: NetworkState): InterfaceSelection => {
	const interfaces = withoutEmpty(options.interfaces);
	const regexes = withoutEmpty(options.regexes);
	const publicIp = options.publicIp || options.publicIpv6 || '';
	if (interfaces.length === 0 && regexes.length === 0 && !options.canReach) {
		return publicIp === ''
			? byDefaultRoute(options, state)
			: byAddress(publicIp, 'public IP', options, state);
	}
	const failures: Extract<InterfaceSelection, {readonly none: string}>[] = [];
	for (const attempt of [
		...interfaces.map(given => () => byName(given, options, state)),
		...regexes.map(pattern => () => byRegex(pattern, options, state)),
	]) {
		const selection = attempt();
		if (!('none' in selection)) {
			return selection;
		}
		failures.push(selection);
	}
	const [failure] = failures;
	if (options.canReach) {
		return {undecided: `iface-can-reach ${options.canReach} asks the kernel`};
	}
	return failures.length === 1 && failure !== undefined
		? failure
		: {none: failures.map(({none}) => none).join('; ')};
};
