import type {HostPort} from '../parsers/host-ports.ts';
import type {BackendRules} from './netfilter-hooks.ts';

const translation = /^-p (\w+) .*--dport (\d+) .*-j DNAT --to-destination (\S+)/;

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
