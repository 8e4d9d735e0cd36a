import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';

export const cniBinaries = defineProbe({
	id: 'cni.binaries',
	summary: 'CNI plugins in /opt/cni/bin with their modes; nothing when there is no such directory',
	requests: () => [directory('/opt/cni/bin')],
	parse: ([reply]) => entriesIfFound(reply) ?? [],
});
