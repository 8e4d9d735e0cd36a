import type {Variables} from './environ.ts';

/** What flanneld was told about the interface it uses, and where its network configuration lies. */
export interface FlanneldOptions {
	/** Names or addresses in the order in which they are tried. */
	readonly interfaces: readonly string[];
	readonly regexes: readonly string[];
	readonly canReach?: string;
	readonly publicIp?: string;
	readonly publicIpv6?: string;
	readonly netConfPath: string;
}

/** Go takes `-flag=value`, `--flag=value` and `--flag value` alike. */
const givenValues = (words: readonly string[], flag: string): readonly string[] =>
	words.flatMap((word, index) => {
		const [, name, value] = /^--?([a-z\d-]+)(?:=(.*))?$/s.exec(word) ?? [];
		return name === flag ? [value ?? words[index + 1] ?? ''] : [];
	});

/**
 * From the command line and the environment, which counts only for what the command line leaves out:
 * https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
 */
export const parseFlanneldOptions = (commandLine: string, environment: Variables): FlanneldOptions => {
	const words = commandLine.split(/\s+/).filter(word => word !== '');
	const values = (flag: string): readonly string[] => {
		const given = givenValues(words, flag);
		const variable = environment[`FLANNELD_${flag.toUpperCase().replaceAll('-', '_')}`];
		return (given.length > 0 ? given : [variable ?? '']).filter(value => value !== '');
	};
	const last = (flag: string): string | undefined => values(flag).at(-1);
	const canReach = last('iface-can-reach');
	const publicIp = last('public-ip');
	const publicIpv6 = last('public-ipv6');
	return {
		interfaces: values('iface'),
		regexes: values('iface-regex'),
		...(canReach !== undefined && {canReach}),
		...(publicIp !== undefined && {publicIp}),
		...(publicIpv6 !== undefined && {publicIpv6}),
		netConfPath: last('net-config-path') ?? '/etc/kube-flannel/net-conf.json',
	};
};
