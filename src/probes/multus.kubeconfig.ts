import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import type {KubeconfigAt} from '../derive/kubeconfig-fault.ts';
import {type MultusFile, multusFileOf, multusSetting} from '../derive/multus-configuration.ts';
import {parseKubeconfig} from '../parsers/kubeconfig.ts';
import {attempt} from '../parsers/parsed.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

const pathOf = (multus: MultusFile | undefined): string | undefined => {
	const path = multus?.mode === 'thin' ? multusSetting(multus, 'kubeconfig') : undefined;
	return path?.startsWith('/') && !path.split('/').includes('..') ? path : undefined;
};

const pathIn = (files: readonly CniFile[]): string | undefined => pathOf(multusFileOf(files));

export const multusKubeconfig = defineProbe({
	id: 'multus.kubeconfig',
	summary: 'server and expiry in the kubeconfig that thin Multus uses; its token is masked',
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
