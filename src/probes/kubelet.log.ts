import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type KlogLine, parseKlog} from '../parsers/klog.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';
import {systemLocalTime} from './system.local-time.ts';

const tailBytes = 128 * 1024;

export const kubeletLog = defineProbe({
	id: 'kubelet.log',
	summary: "the end of kubelet's log",
	needs: {dataDirectory: rke2DataDirectory},
	wants: {now: systemLocalTime},
	requests: ({dataDirectory}) => [file(`${dataDirectory.path}/agent/logs/kubelet.log`, tailBytes)],
	parse: ([reply], _, {now}): readonly KlogLine[] => parseKlog(textOf(reply), now.ok ? now.value : undefined),
});
