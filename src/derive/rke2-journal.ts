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

/** What each of these units has said of late, while it runs: a tunnel that does not stand is tried every second, in three lines. */
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
					'2000',
				],
			),
		);
