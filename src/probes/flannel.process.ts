import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isFlanneld} from '../derive/flannel-process.ts';
import {parseEnviron} from '../parsers/environ.ts';
import {type FlanneldOptions, parseFlanneldOptions} from '../parsers/flanneld-options.ts';
import {processList} from './process.list.ts';

export interface FlannelProcess {
	readonly pid: number;
	readonly commandLine: string;
	readonly options: FlanneldOptions;
}

export const flannelProcess = defineProbe({
	id: 'flannel.process',
	summary:
		'the running flanneld and what its command line and environment tell it; nothing when there is none',
	needs: {processes: processList},
	requests: ({processes}) => {
		const flanneld = processes.find(isFlanneld);
		return flanneld === undefined ? [] : [file(`/proc/${flanneld.pid}/environ`)];
	},
	parse: ([environ], {processes}): FlannelProcess | undefined => {
		const flanneld = processes.find(isFlanneld);
		const text = flanneld && textIfFound(environ);
		// Ended between the two reads: as good as not running.
		return flanneld === undefined || text === undefined
			? undefined
			: {...flanneld, options: parseFlanneldOptions(flanneld.commandLine, parseEnviron(text))};
	},
});
