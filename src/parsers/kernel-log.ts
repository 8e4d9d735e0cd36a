import {parseTimestamp} from './timestamp.ts';

export interface KernelLine {
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly message: string;
}

/** The zone of journald's short-iso has no colon before systemd 255. */
const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d):?(\d\d) \S+ kernel: (.*)$/;

/** `journalctl -k -o short-iso`: the kernel's messages; other lines, such as `-- Boot … --`, are left out. */
export const parseKernelLog = (text: string): readonly KernelLine[] =>
	text.split('\n').flatMap(line => {
		const [, time, zone, message] = pattern.exec(line) ?? [];
		return time === undefined || message === undefined
			? []
			: [{time: parseTimestamp(`${time}:${zone}`), message}];
	});
