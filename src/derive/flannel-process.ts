import type {Process} from '../parsers/pgrep.ts';

export const isFlanneld = ({commandLine}: Pick<Process, 'commandLine'>): boolean =>
	/(?:^|\/)flanneld(?: |$)/.test(commandLine);
