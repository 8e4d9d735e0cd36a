import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseMountTable} from '../parsers/mount-table.ts';

/** Those of the first process: what this program sees may be another namespace. */
export const systemMounts = defineProbe({
	id: 'system.mounts',
	summary: 'mounted file systems of the node, such as those for BPF and cgroups',
	requests: () => [file('/proc/1/mounts')],
	parse: ([reply]) => parseMountTable(textOf(reply)),
});
