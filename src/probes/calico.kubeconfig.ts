import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import type {KubeconfigAt} from '../derive/kubeconfig-fault.ts';
import {objectIfAt, textIfAt} from '../parsers/json-value.ts';
import {parseKubeconfig} from '../parsers/kubeconfig.ts';
import {attempt} from '../parsers/parsed.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

const pathIn = (files: readonly CniFile[]): string | undefined => {
	const plugins = files.flatMap(({config}) => (config.ok ? config.value.plugins : []));
	const plugin = plugins.find(({type}) => type === 'calico');
	const path = plugin && textIfAt(objectIfAt(plugin.raw, 'kubernetes') ?? {}, 'kubeconfig');
	return path?.startsWith('/') && !path.split('/').includes('..') ? path : undefined;
};

export const calicoKubeconfig = defineProbe({
	id: 'calico.kubeconfig',
	summary: "server and expiry in the kubeconfig of Calico's CNI plugin; its token is masked",
	needs: {files: cniConfiguration},
	requests: ({files}) => {
		const path = pathIn(files);
		return path === undefined ? [] : [file(path)];
	},
	parse: ([reply], {files}): KubeconfigAt => {
		const path = pathIn(files);
		const text = path === undefined ? undefined : textIfFound(reply);
		return {
			...(path !== undefined && {path}),
			...(text !== undefined && {kubeconfig: attempt(() => parseKubeconfig(text))}),
		};
	},
});
