import {textIfFound} from '../core/evidence.ts';
import {defineProbe, type EvidenceOf} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {processesOf} from '../derive/rke2-process.ts';
import {parseEnviron, parseEnvironmentFile, type Variables} from '../parsers/environ.ts';
import {processList} from './process.list.ts';
import {systemdUnits} from './systemd.units.ts';

/** What systemd reads for RKE2's units, later files winning (https://github.com/rancher/rke2/tree/master/bundle/lib/systemd/system). */
const environmentFiles = ['server', 'agent'].flatMap(role => [
	`/etc/default/rke2-${role}`,
	`/etc/sysconfig/rke2-${role}`,
	`/usr/local/lib/systemd/system/rke2-${role}.env`,
]);

export interface UnitEnvironment {
	readonly variables: Variables;
}

/** Another user's process hides its environment, and a bundle may hold that of another; the files then speak for it. */
const readable = (path: string, reply: Reply | undefined): string | undefined => {
	const reason = reply?.status === 'unanswered' ? reply.reason : undefined;
	return reason === 'denied' || (reason === 'not-recorded' && isOfProcess(path))
		? undefined
		: textIfFound(reply);
};

const isOfProcess = (path: string): boolean => path.startsWith('/proc/');

const wants = {processes: processList, units: systemdUnits} as const;

/** systemd knows its process; the list may also show those of containers. */
const rke2PidsOf = ({processes, units}: EvidenceOf<typeof wants>): readonly number[] => {
	const ofUnits = (['rke2-server.service', 'rke2-agent.service'] as const).flatMap(
		name => (units.ok ? units.value.get(name)?.mainPid : undefined) ?? [],
	);
	const running = processes.ok ? processesOf('rke2', processes.value).map(({pid}) => pid) : [];
	return [...ofUnits, ...running].slice(0, 1);
};

const environmentPath = (pid: number): string => `/proc/${pid}/environ`;

/** The environment of the rke2 process and of its unit files; never that of the program that asks. */
export const rke2UnitEnvironment = defineProbe({
	id: 'rke2.unit-environment',
	summary: 'environment of the rke2 process and of its unit files',
	wants,
	requests: (_, evidence) => [
		...environmentFiles.map(path => file(path)),
		...rke2PidsOf(evidence).map(pid => file(environmentPath(pid))),
	],
	parse: (replies, _, evidence): UnitEnvironment => {
		const paths = [...environmentFiles, ...rke2PidsOf(evidence).map(environmentPath)];
		const found = paths.flatMap((path, index) => {
			const text = readable(path, replies[index]);
			const parse = isOfProcess(path) ? parseEnviron : parseEnvironmentFile;
			return text === undefined ? [] : [parse(text)];
		});
		return {variables: Object.assign({}, ...found)};
	},
});
