import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {symlink} from '../core/request.ts';
import {versionOfDataDirectory} from '../parsers/rke2-version.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

export const rke2Release = defineProbe({
	id: 'rke2.release',
	summary: 'release that RKE2 unpacked when it was last started: v1.35.7+rke2r1',
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory}) => [symlink(`${dataDirectory.path}/bin`)],
	parse: ([reply]) => {
		const target = textOf(reply).trim();
		const version = versionOfDataDirectory(/([^/]+)\/bin\/?$/.exec(target)?.[1] ?? '');
		if (version === undefined) {
			throw new Unavailable('unparseable', `expected data/<release>-<digest>/bin, got "${target}"`);
		}
		return version;
	},
});
