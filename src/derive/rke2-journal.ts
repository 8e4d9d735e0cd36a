import {command, type Request} from '../core/request.ts';

/** Words with which rke2 ends or waits: https://github.com/rancher/rke2 and https://github.com/k3s-io/k3s */
const decisive =
	/level=fatal|level=panic|^panic: |Shutdown request received: |Failed to start|server is not ready|Node password rejected|nm-cloud-setup/;

/** The message of a line of RKE2's journal, without journald's and logrus' own words. */
export const journalMessage = (line: string): string => {
	const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
	return message === undefined ? line.replace(/^\S+ \S+ [^:]+: /, '') : message.replaceAll('\\"', '"');
};

/** The last line that tells why RKE2 does not run, or else its last error, or its last line. */
export const decisiveJournalLine = (lines: readonly string[]): string | undefined =>
	lines.findLast(line => decisive.test(line)) ??
	lines.findLast(line => line.includes('level=error')) ??
	lines.at(-1);

/** Milliseconds since the epoch, of a line of `short-iso`; not a number where it has none. */
export const journalTime = (line: string): number => Date.parse(line.split(' ', 1).join());

/** Of a tunnel that does not stand, which is tried every second in three lines, these are eleven minutes. */
const mostLines = 2000;

/** What each of these units has said of late, while it runs. */
export const recentJournalRequests = (
	services: readonly {readonly id: string; readonly activeState?: string}[],
): readonly Request[] =>
	services
		.filter(({activeState}) => activeState === 'active')
		.map(({id}) =>
			command(
				...[
					'journalctl',
					'--no-pager',
					'-q',
					'-o',
					'short-iso',
					'-b',
					'--since=-15min',
					'-u',
					id,
					'-n',
					`${mostLines}`,
				],
			),
		);

/** When what was read of a journal begins, where more was said before that; undefined where that is all. */
export const cutJournalTime = (lines: readonly string[]): number | undefined => {
	const times = lines.map(journalTime).filter(time => !Number.isNaN(time));
	return times.length < mostLines ? undefined : times[0];
};
