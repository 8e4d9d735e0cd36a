import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

export const systemHostname = defineProbe({
	id: 'system.hostname',
	summary: "the kernel's host name",
	requests: () => [file('/proc/sys/kernel/hostname')],
	parse: ([reply]) => textOf(reply).trim(),
});
