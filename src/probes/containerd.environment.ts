import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseEnviron, type Variables} from '../parsers/environ.ts';
import type {Process} from '../parsers/pgrep.ts';
import {processList} from './process.list.ts';

/** That of RKE2: Docker and others may run one of their own. */
const containerdOf = (processes: readonly Process[]): Process | undefined =>
	processes.find(({commandLine}) => /^\S*containerd .*\/run\/k3s\/containerd/.test(commandLine));

/** Network plugins inherit it: RKE2 has merged CONTAINERD_* into it and added the ranges of the cluster to NO_PROXY. */
export const containerdEnvironment = defineProbe({
	id: 'containerd.environment',
	summary: "environment of RKE2's containerd, which network plugins inherit",
	needs: {processes: processList},
	requests: ({processes}) => {
		const process = containerdOf(processes);
		return process === undefined ? [] : [file(`/proc/${process.pid}/environ`)];
	},
	// Where it does not run nobody inherits anything.
	parse: ([reply]): Variables => (reply === undefined ? {} : parseEnviron(textOf(reply))),
});
