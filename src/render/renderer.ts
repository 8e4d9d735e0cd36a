import type {Report} from '../core/report.ts';

export interface RenderOptions {
	readonly hasColor: boolean;
	/** Only ASCII symbols: the locale is not UTF-8. */
	readonly isAscii: boolean;
	/** Columns to fill; text is never wrapped in a pipe. */
	readonly width: number;
	readonly isVerbose: boolean;
}

/** Turns a report into one format. Pure; decides neither exit code nor destination. */
export interface Renderer {
	readonly id: string;
	readonly summary: string;
	/** Mode of a file in this format; 0600 unless others must read it. */
	readonly fileMode?: number;
	readonly render: (report: Report, options: RenderOptions) => string;
}

export type LoadRenderer = () => Promise<Renderer>;

/** Returns its argument; marks a format for the generated index. */
export const defineRenderer = (renderer: Renderer): Renderer => renderer;
