import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseContainerdLog} from '../parsers/containerd-log.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

const tailBytes = 128 * 1024;

export const containerdLog = defineProbe({
	id: 'containerd.log',
	summary: "the end of containerd's log",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory}) => [file(`${dataDirectory.path}/agent/containerd/containerd.log`, tailBytes)],
	parse: ([reply]) => parseContainerdLog(textOf(reply)),
});
