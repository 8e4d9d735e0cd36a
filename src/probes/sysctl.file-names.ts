import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';
import {inSysctlOrder, sysctlDirectories} from '../derive/sysctl-precedence.ts';

export const sysctlFileNames = defineProbe({
	id: 'sysctl.file-names',
	summary: 'files of sysctl.d in the order in which they are applied',
	requests: () => sysctlDirectories.map(path => directory(path)),
	parse: (replies): readonly string[] =>
		inSysctlOrder(
			sysctlDirectories.flatMap((path, index) =>
				(entriesIfFound(replies[index]) ?? []).map(({name}) => `${path}/${name}`),
			),
		),
});
