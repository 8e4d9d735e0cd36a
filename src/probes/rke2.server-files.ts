import {entriesIfFound, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory, type Reply, stat} from '../core/request.ts';
import {present} from '../parsers/json-value.ts';
import {attempt} from '../parsers/parsed.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Which parts of a server and of an agent lie under the data directory; what is absent could not be read. */
export interface Rke2Files {
	readonly hasServerDirectory?: boolean;
	/** File names in server/manifests; none on an agent. */
	readonly manifests?: readonly string[];
	/** File names in agent/pod-manifests: which static pods this node runs. */
	readonly staticPods?: readonly string[];
}

const ifRead = <Value>(read: () => Value): Value | undefined => {
	const result = attempt(read);
	return result.ok ? result.value : undefined;
};

const namesIn = (reply: Reply | undefined): readonly string[] =>
	(entriesIfFound(reply) ?? []).filter(({type}) => type !== 'directory').map(({name}) => name);

export const rke2ServerFiles = defineProbe({
	id: 'rke2.server-files',
	summary: "RKE2's directories on this node: server or agent, manifests, static pods",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => [
		stat(`${path}/server`),
		directory(`${path}/server/manifests`),
		directory(`${path}/agent/pod-manifests`),
	],
	parse: ([server, manifests, staticPods]): Rke2Files =>
		present({
			hasServerDirectory: ifRead(() => textIfFound(server) !== undefined),
			manifests: ifRead(() => namesIn(manifests)),
			staticPods: ifRead(() => namesIn(staticPods)),
		}),
});
