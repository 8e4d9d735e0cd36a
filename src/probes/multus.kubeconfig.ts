import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type MultusFile, multusFileOf, multusSetting} from '../derive/multus-configuration.ts';
import {type Kubeconfig, parseKubeconfig} from '../parsers/kubeconfig.ts';
import {attempt, type Parsed} from '../parsers/parsed.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

/** The credentials with which Multus asks the API about pods; absent where its configuration names none. */
export interface MultusKubeconfig {
	readonly path?: string;
	/** Absent when there is no such file. */
	readonly kubeconfig?: Parsed<Kubeconfig>;
}

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
	parse: ([reply], {files}): MultusKubeconfig => {
		const path = pathIn(files);
		const text = path === undefined ? undefined : textIfFound(reply);
		return {
			...(path !== undefined && {path}),
			...(text !== undefined && {kubeconfig: attempt(() => parseKubeconfig(text))}),
		};
	},
});
