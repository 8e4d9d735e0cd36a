import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';

export const whereaboutsFiles = defineProbe({
	id: 'whereabouts.files',
	summary:
		'what the pod of Whereabouts has put into /etc/cni/net.d/whereabouts.d; nothing when it is not there',
	requests: () => [directory('/etc/cni/net.d/whereabouts.d')],
	parse: ([reply]) => entriesIfFound(reply) ?? [],
});
