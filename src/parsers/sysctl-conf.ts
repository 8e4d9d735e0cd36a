/** A line of a file of sysctl.d(5). */
export interface SysctlAssignment {
	/** Path below /proc/sys, `net/ipv4/conf/eth0.100/forwarding`; may hold the wildcards of glob(7). */
	readonly key: string;
	/** Absent where the line only takes the key out of the wildcards of others. */
	readonly value?: string;
	readonly path: string;
	/** From 1. */
	readonly line: number;
	readonly text: string;
}

/** The first separator tells how the others are meant: https://www.freedesktop.org/software/systemd/man/sysctl.d.html */
export const sysctlPath = (key: string): string => {
	const [first] = key.match(/[./]/) ?? [];
	return first === '.' ? key.replaceAll(/[./]/g, found => (found === '.' ? '/' : '.')) : key;
};

const assignmentOf = (text: string, path: string, line: number): SysctlAssignment | undefined => {
	const content = text.trim();
	if (content === '' || content.startsWith('#') || content.startsWith(';')) {
		return undefined;
	}
	// A leading dash means that failures do not matter.
	const [, dash, key, value] = /^(-?)\s*([^\s=]+)\s*(?:=\s*(.*))?$/.exec(content) ?? [];
	if (key === undefined || (value === undefined && dash === '')) {
		return undefined;
	}
	return {key: sysctlPath(key), path, line, text: content, ...(value !== undefined && {value})};
};

/** Lines that systemd-sysctl would skip with a warning are left out. */
export const parseSysctlConf = (text: string, path: string): readonly SysctlAssignment[] =>
	text.split('\n').flatMap((line, index) => assignmentOf(line, path, index + 1) ?? []);
