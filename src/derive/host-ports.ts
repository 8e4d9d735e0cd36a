import type {HostPort} from '../parsers/host-ports.ts';
import type {BackendRules} from './netfilter-hooks.ts';

const translation = /^-p (\w+) .*--dport (\d+) .*-j DNAT --to-destination (\S+)/;

/** A host port that an older rule of portmap sends elsewhere before the one of its pod is asked. */
export interface ShadowedHostPort extends HostPort {
	/** `10.42.1.77:443` */
	readonly target: string;
	readonly rule: string;
	/** Whose rule it is. */
	readonly program: 'iptables' | 'iptables-legacy';
}

/** Jumps of portmap, in the order in which they are asked. */
const jump = /^-p \w+ .*-j (CNI-DN-\S+)/;
/** Rules that select by an address as well take a part of the packets only. */
const isOfSomeAddress = (text: string): boolean => /(?:^| )-[ds] /.test(text);

/** Host ports of IPv4 whose packets an earlier rule certainly takes: that of a pod which is gone. Linear in the rules. */
export const shadowedHostPorts = (
	ports: readonly HostPort[],
	{nft, legacy}: BackendRules,
): readonly ShadowedHostPort[] => {
	const living = new Set(
		ports.map(
			({protocol, hostPort, address, containerPort}) => `${protocol} ${hostPort} ${address}:${containerPort}`,
		),
	);
	const backends = [
		['iptables', nft],
		['iptables-legacy', legacy],
	] as const;
	return backends.flatMap(([program, ruleset]) => {
		const chains = new Map(
			(ruleset?.tables ?? [])
				.filter(({name}) => name === 'nat')
				.flatMap(table => table.chains.map(chain => [chain.name, chain] as const)),
		);
		const first = new Map<string, {readonly target: string; readonly rule: string}>();
		for (const {text} of chains.get('CNI-HOSTPORT-DNAT')?.rules ?? []) {
			const own = isOfSomeAddress(text) ? undefined : jump.exec(text)?.[1];
			for (const {text: inner} of own === undefined ? [] : (chains.get(own)?.rules ?? [])) {
				const [, protocol, port, target] = isOfSomeAddress(inner) ? [] : (translation.exec(inner) ?? []);
				const key = `${protocol} ${port}`;
				if (target !== undefined && !first.has(key)) {
					first.set(key, {target, rule: `-A ${own} ${inner}`});
				}
			}
		}
		return ports.flatMap((port): readonly ShadowedHostPort[] => {
			const key = `${port.protocol} ${port.hostPort}`;
			const taken = first.get(key);
			const isShadowed =
				taken !== undefined && !port.address.includes(':') && !living.has(`${key} ${taken.target}`);
			return isShadowed ? [{...port, ...taken, program}] : [];
		});
	});
};

/** Host ports of IPv4 to which no rule of either back-end leads. Linear in the rules. */
export const lostHostPorts = (
	ports: readonly HostPort[],
	{nft, legacy}: BackendRules,
): readonly HostPort[] => {
	const written = new Set(
		[nft, legacy].flatMap(ruleset =>
			(ruleset?.tables ?? [])
				.filter(({name}) => name === 'nat')
				.flatMap(({chains}) => chains.filter(({name}) => name.startsWith('CNI-DN-')))
				.flatMap(({rules}) =>
					rules.flatMap(({text}) => {
						const [, protocol, port, target] = translation.exec(text) ?? [];
						return target === undefined ? [] : [`${protocol} ${port} ${target}`];
					}),
				),
		),
	);
	return ports.filter(
		({protocol, hostPort, address, containerPort}) =>
			!address.includes(':') && !written.has(`${protocol} ${hostPort} ${address}:${containerPort}`),
	);
};
