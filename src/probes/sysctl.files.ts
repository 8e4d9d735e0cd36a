import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {parseSysctlConf, type SysctlAssignment} from '../parsers/sysctl-conf.ts';
import {sysctlFileNames} from './sysctl.file-names.ts';

/** Read last by `sysctl --system` and by Wicked; systemd reads it only through a link in /etc/sysctl.d. */
const mainFile = '/etc/sysctl.conf';

const pathsOf = (names: readonly string[]): readonly string[] =>
	names.includes('/etc/sysctl.d/99-sysctl.conf') ? names : [...names, mainFile];

/** A link to /dev/null masks a file, and one that dangles is skipped. */
const textOrNothing = (reply: Reply | undefined): string =>
	reply?.status === 'unanswered' && reply.reason !== 'denied' ? '' : (textIfFound(reply) ?? '');

export const sysctlFiles = defineProbe({
	id: 'sysctl.files',
	summary: 'sysctls that the files of this node set, in the order in which they are applied',
	needs: {names: sysctlFileNames},
	requests: ({names}) => pathsOf(names).map(path => file(path)),
	parse: (replies, {names}): readonly SysctlAssignment[] =>
		pathsOf(names).flatMap((path, index) => parseSysctlConf(textOrNothing(replies[index]), path)),
});
