import {type Evidence, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {parseEnviron, parseEnvironmentFile, type Variables} from '../parsers/environ.ts';
import type {Process} from '../parsers/pgrep.ts';
import {processList} from './process.list.ts';

/** What systemd reads for RKE2's units, later files winning (https://github.com/rancher/rke2/tree/master/bundle/lib/systemd/system). */
const environmentFiles = ['server', 'agent'].flatMap(role => [
	`/etc/default/rke2-${role}`,
	`/etc/sysconfig/rke2-${role}`,
	`/usr/local/lib/systemd/system/rke2-${role}.env`,
]);

export interface UnitEnvironment {
	readonly variables: Variables;
	/** Where they were read from. */
	readonly sources: readonly string[];
}

/** Another user's process hides its environment; its files then speak for it. */
const readable = (reply: Reply | undefined): string | undefined =>
	reply?.status === 'unanswered' && reply.reason === 'denied' ? undefined : textIfFound(reply);

const rke2PidsOf = (processes: Evidence<readonly Process[]>): readonly number[] =>
	(processes.ok ? processes.value : [])
		.filter(({commandLine}) => /(^|\/)rke2( |$)/.test(commandLine))
		.slice(0, 1)
		.map(({pid}) => pid);

const environmentPath = (pid: number): string => `/proc/${pid}/environ`;

/** The environment of the rke2 process and of its unit files; never that of the program that asks. */
export const rke2UnitEnvironment = defineProbe({
	id: 'rke2.unit-environment',
	summary: 'environment of the rke2 process and of its unit files',
	wants: {processes: processList},
	requests: (_, {processes}) => [
		...environmentFiles.map(path => file(path)),
		...rke2PidsOf(processes).map(pid => file(environmentPath(pid))),
	],
	parse: (replies, _, {processes}): UnitEnvironment => {
		const paths = [...environmentFiles, ...rke2PidsOf(processes).map(environmentPath)];
		const found = paths.flatMap((path, index) => {
			const text = readable(replies[index]);
			const parse = path.startsWith('/proc/') ? parseEnviron : parseEnvironmentFile;
			return text === undefined ? [] : [{path, variables: parse(text)}];
		});
		return {
			variables: Object.assign({}, ...found.map(({variables}) => variables)),
			sources: found.map(({path}) => path),
		};
	},
});
