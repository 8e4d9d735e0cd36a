import {parseJsonText} from './json-text.ts';

/**
 * Names of the options in the annotation `rke2.io/node-args` of a Node, `["agent","--node-name","node-2"]`: those of the
 * configuration and of the command line. None where the text is no such list.
 * https://github.com/k3s-io/k3s/blob/master/pkg/nodeconfig/nodeconfig.go
 */
export const parseNodeOptions = (text = ''): readonly string[] => {
	const parsed = parseJsonText(text);
	const list: readonly unknown[] = parsed.ok && Array.isArray(parsed.value) ? parsed.value : [];
	return list.flatMap(option =>
		typeof option === 'string' ? (/^--?([a-z][\w-]*)/.exec(option)?.[1] ?? []) : [],
	);
};
