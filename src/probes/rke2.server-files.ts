import {entriesIfFound, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory, stat} from '../core/request.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Which parts of a server and of an agent lie under the data directory. */
export interface Rke2Files {
	readonly hasServerDirectory: boolean;
	readonly hasAdminKubeconfig: boolean;
	/** File names in server/manifests; none on an agent. */
	readonly manifests: readonly string[];
	/** File names in agent/pod-manifests: which static pods this node runs. */
	readonly staticPods: readonly string[];
}

export const rke2ServerFiles = defineProbe({
	id: 'rke2.server-files',
	summary: "RKE2's directories on this node: server or agent, manifests, static pods",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => [
		stat(`${path}/server`),
		directory(`${path}/server/manifests`),
		directory(`${path}/agent/pod-manifests`),
		stat('/etc/rancher/rke2/rke2.yaml'),
	],
	parse: ([server, manifests, staticPods, kubeconfig]): Rke2Files => {
		const namesIn = (reply: typeof server): readonly string[] =>
			(entriesIfFound(reply) ?? []).filter(({type}) => type !== 'directory').map(({name}) => name);
		return {
			hasServerDirectory: textIfFound(server) !== undefined,
			hasAdminKubeconfig: textIfFound(kubeconfig) !== undefined,
			manifests: namesIn(manifests),
			staticPods: namesIn(staticPods),
		};
	},
});
