import type {RenderOptions} from '../render/renderer.ts';

export interface Terminal {
	readonly isTTY?: boolean;
	readonly columns?: number;
}
type Variables = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/**
 * Whether a stream gets colour: flag, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal.
 * Empty variables do not count (https://no-color.org); Node's own rules differ, so they are not asked.
 */
export const hasColor = (when: string | undefined, variables: Variables, stream: Terminal): boolean => {
	if (when === 'always' || when === 'never') {
		return when === 'always';
	}
	if (isSet(variables.NO_COLOR)) {
		return false;
	}
	if (isSet(variables.FORCE_COLOR)) {
		return variables.FORCE_COLOR !== '0' && variables.FORCE_COLOR !== 'false';
	}
	return variables.TERM !== 'dumb' && stream.isTTY === true;
};

/** Under cron and `env -i` the locale is C: symbols outside ASCII would be noise. */
export const isAscii = (variables: Variables): boolean =>
	!/utf-?8/i.test(variables.LC_ALL || variables.LC_CTYPE || variables.LANG || '');

/**
 * Whether progress is shown. A serial console, or `ssh -tt` out of a script, is a terminal of 0 columns, on which ora
 * would clear an endless number of lines.
 */
export const isAnimated = (variables: Variables, {isTTY, columns = 0}: Terminal): boolean =>
	isTTY === true && columns > 0 && variables.CI === undefined && variables.TERM !== 'dumb';

export const renderOptions = (
	{color, verbose}: {readonly color?: string; readonly verbose?: boolean},
	variables: Variables,
	stream: Terminal,
): RenderOptions => ({
	hasColor: hasColor(color, variables, stream),
	isAscii: isAscii(variables),
	width: stream.isTTY === true ? (stream.columns ?? 100) : 0,
	isVerbose: verbose === true,
});
