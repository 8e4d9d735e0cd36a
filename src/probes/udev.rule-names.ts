import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';

/** Where rules of this node live; those of packages do not know a CNI's devices. */
const directories = ['/run/udev/rules.d', '/etc/udev/rules.d'];

export const udevRuleNames = defineProbe({
	id: 'udev.rule-names',
	summary: 'files with udev rules of this node',
	requests: () => directories.map(path => directory(path)),
	parse: (replies): readonly string[] =>
		directories
			.flatMap((path, index) =>
				(entriesIfFound(replies[index]) ?? [])
					.filter(({name}) => name.endsWith('.rules'))
					.map(({name}) => `${path}/${name}`),
			)
			.slice(0, 32),
});
