import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {reachesTooShort} from '../derive/api-calls.ts';
import {type LogEnd, logEndsOf, logRequests} from '../derive/container-logs.ts';
import {kubeApiserverContainers} from './kube-apiserver.containers.ts';

/** A webhook that is asked about everything fills this in some minutes. */
const tailBytes = 128 * 1024;

export const kubeApiserverLogs = defineProbe({
	id: 'kube-apiserver.logs',
	summary: 'the last lines of kube-apiserver on this server, of its latest run and of the one before',
	needs: {apiserver: kubeApiserverContainers},
	requests: ({apiserver}) => logRequests(apiserver.pod, tailBytes),
	parse: (replies, {apiserver}): readonly LogEnd[] => {
		const logs = logEndsOf(apiserver.pod, replies, tailBytes);
		const [latest] = logs.toSorted((one, other) => other.attempt - one.attempt);
		if (latest !== undefined && reachesTooShort(latest)) {
			throw new Unavailable(
				'too-large',
				`the last ${tailBytes / 1024} KiB of its log tell of less than some minutes`,
			);
		}
		return logs;
	},
});
