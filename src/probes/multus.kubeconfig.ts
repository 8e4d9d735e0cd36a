import {defineProbe} from '../core/probe.ts';
import {kubeconfigAt, kubeconfigRequests} from '../derive/kubeconfig-fault.ts';
import {multusFileOf, multusSetting} from '../derive/multus-configuration.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

const pathIn = (files: readonly CniFile[]): string | undefined => {
	const multus = multusFileOf(files);
	return multus?.mode === 'thin' ? multusSetting(multus, 'kubeconfig') : undefined;
};

export const multusKubeconfig = defineProbe({
	id: 'multus.kubeconfig',
	summary: 'server and expiry in the kubeconfig that thin Multus uses; its token is masked',
	needs: {files: cniConfiguration},
	requests: ({files}) => kubeconfigRequests(pathIn(files)),
	parse: ([reply], {files}) => kubeconfigAt(pathIn(files), reply),
});
