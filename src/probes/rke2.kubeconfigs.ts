import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import type {KubeconfigAt} from '../derive/kubeconfig-fault.ts';
import {parseKubeconfig} from '../parsers/kubeconfig.ts';
import {attempt} from '../parsers/parsed.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Who comes to the API with it, as the file is called. */
const names = ['kubelet', 'kubeproxy', 'rke2controller'] as const;

export interface AgentKubeconfig extends KubeconfigAt {
	readonly path: string;
	readonly user: (typeof names)[number];
}

export const rke2Kubeconfigs = defineProbe({
	id: 'rke2.kubeconfigs',
	summary: 'the kubeconfigs with which kubelet, kube-proxy and RKE2 itself come to the API on this node',
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => names.map(name => file(`${path}/agent/${name}.kubeconfig`)),
	parse: (replies, {dataDirectory}): readonly AgentKubeconfig[] =>
		names.map((user, index) => {
			const path = `${dataDirectory.path}/agent/${user}.kubeconfig`;
			const text = textIfFound(replies[index]);
			return text === undefined
				? {user, path}
				: {user, path, kubeconfig: attempt(() => parseKubeconfig(text))};
		}),
});
