import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseCrictlPods} from '../parsers/crictl.ts';

export const crictlPods = defineProbe({
	id: 'crictl.pods',
	summary: 'pod sandboxes that containerd knows',
	essential: true,
	requests: () => [command('crictl', 'pods', '-o', 'json')],
	parse: ([reply]) => parseCrictlPods(textOf(reply)),
});
