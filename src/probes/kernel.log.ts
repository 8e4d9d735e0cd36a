import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseKernelLog} from '../parsers/kernel-log.ts';

export const kernelLog = defineProbe({
	id: 'kernel.log',
	summary: "the kernel's messages of the last hour, at most 500",
	requests: () => [
		command('journalctl', '--no-pager', '-q', '-o', 'short-iso', '-b', '--since=-1h', '-k', '-n', '500'),
	],
	parse: ([reply]) => parseKernelLog(textOf(reply)),
});
