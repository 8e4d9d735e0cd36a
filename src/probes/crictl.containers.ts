import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseCrictlContainers} from '../parsers/crictl.ts';

export const crictlContainers = defineProbe({
	id: 'crictl.containers',
	summary: 'containers that containerd knows, those that ended included',
	requests: () => [command('crictl', 'ps', '-a', '-o', 'json')],
	parse: ([reply]) => parseCrictlContainers(textOf(reply)),
});
