// Written by `npm run gen`.
import type {LoadRenderer} from './renderer.ts';

/** Formats by name; loaded only when asked for. */
export const renderers = {
	html: async () => (await import('./html.ts')).html,
	json: async () => (await import('./json.ts')).json,
	markdown: async () => (await import('./markdown.ts')).markdown,
	nagios: async () => (await import('./nagios.ts')).nagios,
	prometheus: async () => (await import('./prometheus.ts')).prometheus,
	short: async () => (await import('./short.ts')).short,
	text: async () => (await import('./text.ts')).text,
} as const satisfies Record<string, LoadRenderer>;
