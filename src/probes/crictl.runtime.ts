import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseCrictlInfo} from '../parsers/crictl-info.ts';

export const crictlRuntime = defineProbe({
	id: 'crictl.runtime',
	summary: 'whether containerd is ready, and which CNI configuration it loaded',
	requests: () => [command('crictl', 'info')],
	parse: ([reply]) => parseCrictlInfo(textOf(reply)),
});
