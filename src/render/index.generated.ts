// Written by `npm run gen`.
import type {LoadRenderer} from './renderer.ts';

/** Formats by name; loaded only when asked for. */
export const renderers = {
	json: async () => (await import('./json.ts')).json,
	short: async () => (await import('./short.ts')).short,
	text: async () => (await import('./text.ts')).text,
} as const satisfies Record<string, LoadRenderer>;
