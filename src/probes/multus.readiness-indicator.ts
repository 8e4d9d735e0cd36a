import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {stat} from '../core/request.ts';
import {multusFileOf, multusSetting} from '../derive/multus-configuration.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';

/** The file for which Multus waits before it does anything for a pod; no path where it waits for none. */
export interface ReadinessIndicator {
	readonly path?: string;
	readonly exists: boolean;
}

const pathIn = (files: readonly CniFile[]): string | undefined => {
	const multus = multusFileOf(files);
	const path = multus && multusSetting(multus, 'readinessindicatorfile');
	return path?.startsWith('/') && !path.split('/').includes('..') ? path : undefined;
};

export const multusReadinessIndicator = defineProbe({
	id: 'multus.readiness-indicator',
	summary: 'whether the file exists for which Multus waits before it attaches a pod',
	needs: {files: cniConfiguration},
	requests: ({files}) => {
		const path = pathIn(files);
		return path === undefined ? [] : [stat(path)];
	},
	parse: ([reply], {files}): ReadinessIndicator => {
		const path = pathIn(files);
		return path === undefined ? {exists: false} : {path, exists: textIfFound(reply) !== undefined};
	},
});
