import {defineProbe} from '../core/probe.ts';
import {kubeconfigAt, kubeconfigRequests} from '../derive/kubeconfig-fault.ts';
import {objectIfAt, textIfAt} from '../parsers/json-value.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

const pathIn = (files: readonly CniFile[]): string | undefined => {
	const plugins = files.flatMap(({config}) => (config.ok ? config.value.plugins : []));
	const plugin = plugins.find(({type}) => type === 'calico');
	return plugin && textIfAt(objectIfAt(plugin.raw, 'kubernetes') ?? {}, 'kubeconfig');
};

export const calicoKubeconfig = defineProbe({
	id: 'calico.kubeconfig',
	summary: "server and expiry in the kubeconfig of Calico's CNI plugin; its token is masked",
	needs: {files: cniConfiguration},
	requests: ({files}) => kubeconfigRequests(pathIn(files)),
	parse: ([reply], {files}) => kubeconfigAt(pathIn(files), reply),
});
