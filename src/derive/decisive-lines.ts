import type {LogLine} from '../parsers/cri-log.ts';

/** klog, Calico and logrus, and Go's own end. */
const trouble = /^[EF]\d{4} |\[(?:ERROR|FATAL|PANIC)\]|^panic: |^fatal error: |level=(?:error|fatal|panic)/;

/** The last lines that tell of trouble, or the last ones at all, as one text. */
export const decisiveLines = (lines: readonly LogLine[], count = 3): string => {
	const troubled = lines.filter(({message}) => trouble.test(message));
	return (troubled.length > 0 ? troubled : lines)
		.slice(-count)
		.map(({message}) => message.slice(0, 190))
		.join('\n');
};
