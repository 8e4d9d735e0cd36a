import type {AnyCheck} from '../core/check.ts';
import type {AnyProbe} from '../core/probe.ts';
import type {Renderer} from '../render/renderer.ts';
import type {Plugin} from './plugin.ts';

/** What is there already: ids that must not be taken again, and those that may be named. */
export interface Known {
	readonly checks: ReadonlySet<string>;
	readonly probes: ReadonlySet<string>;
	readonly renderers: ReadonlySet<string>;
	readonly guides: ReadonlySet<string>;
}

/** A module that is not what it should be: the field, what was expected, and what was given. */
export class PluginError extends Error {
	override readonly name = 'PluginError';
}

type Fields = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string =>
	typeof value === 'function'
		? 'a function'
		: value === undefined
			? 'nothing'
			: (JSON.stringify(value)?.slice(0, 80) ?? String(value));

const fail = (field: string, expected: string, got: unknown): never => {
	throw new PluginError(`${field}: expected ${expected}, got ${shown(got)}`);
};

const fieldsOf = (value: unknown, field: string): Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Fields)
		: fail(field, 'an object', value);

const listOf = (value: unknown, field: string): readonly unknown[] =>
	Array.isArray(value) ? value : fail(field, 'a list', value);

const text = (value: unknown, field: string): string =>
	typeof value === 'string' && value.trim() !== '' ? value : fail(field, 'a text', value);

const isFunction = (value: unknown, field: string): void => {
	if (typeof value !== 'function') {
		fail(field, 'a function', value);
	}
};

const freeId = (
	value: unknown,
	field: string,
	form: RegExp,
	example: string,
	taken: ReadonlySet<string>,
): string => {
	const id =
		typeof value === 'string' && form.test(value) ? value : fail(field, `an id such as ${example}`, value);
	return taken.has(id) ? fail(field, 'an id that is not taken', id) : id;
};

/**
 * A plugin out of what a module exports by default: a plugin, one check, probe or renderer, or a list of them.
 * Throws `PluginError` for the first field that is wrong.
 */
export const pluginOf = (exported: unknown, known: Known): Required<Plugin> => {
	const parts = Array.isArray(exported) ? exported : [exported];
	const plugins = parts.map((part, index) => partOf(part, Array.isArray(exported) ? `[${index}].` : ''));
	const plugin = {
		probes: plugins.flatMap(({probes}) => probes),
		checks: plugins.flatMap(({checks}) => checks),
		renderers: plugins.flatMap(({renderers}) => renderers),
	};
	const probes = new Set(known.probes);
	for (const [field, probe] of plugin.probes) {
		probes.add(checkProbe(probe, field, probes));
	}
	const checks = new Set(known.checks);
	for (const [field, check] of plugin.checks) {
		checks.add(checkCheck(check, field, {...known, checks, probes}));
	}
	const renderers = new Set(known.renderers);
	for (const [field, renderer] of plugin.renderers) {
		renderers.add(checkRenderer(renderer, field, renderers));
	}
	// Every field was looked at above.
	return {
		probes: plugin.probes.map(([, probe]) => probe as unknown as AnyProbe),
		checks: plugin.checks.map(([, check]) => check as unknown as AnyCheck),
		renderers: plugin.renderers.map(([, renderer]) => renderer as unknown as Renderer),
	};
};

type Part = readonly [field: string, value: Fields];
type Parts = Readonly<Record<keyof Plugin, readonly Part[]>>;

const none: Parts = {checks: [], probes: [], renderers: []};

const partOf = (value: unknown, at: string): Parts => {
	const fields = fieldsOf(value, at === '' ? 'default export' : at.slice(0, -1));
	if ('run' in fields || 'messages' in fields) {
		return {...none, checks: [[at, fields]]};
	}
	if ('render' in fields) {
		return {...none, renderers: [[at, fields]]};
	}
	if ('parse' in fields || 'requests' in fields) {
		return {...none, probes: [[at, fields]]};
	}
	const strange = Object.keys(fields).find(name => !Object.hasOwn(none, name));
	if (strange !== undefined || Object.keys(fields).length === 0) {
		fail(
			`${at}${strange ?? 'default export'}`,
			'a check, a probe, a renderer, or checks, probes and renderers',
			fields[strange ?? ''],
		);
	}
	const list = (name: keyof Plugin): readonly Part[] =>
		fields[name] === undefined
			? []
			: listOf(fields[name], `${at}${name}`).map((part, index) => [
					`${at}${name}[${index}].`,
					fieldsOf(part, `${at}${name}[${index}]`),
				]);
	return {checks: list('checks'), probes: list('probes'), renderers: list('renderers')};
};

const checkProbe = (probe: Fields, at: string, taken: ReadonlySet<string>): string => {
	const id = freeId(probe.id, `${at}id`, /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'acme.gateway', taken);
	text(probe.summary, `${at}summary`);
	isFunction(probe.requests, `${at}requests`);
	isFunction(probe.parse, `${at}parse`);
	return id;
};

const checkRenderer = (renderer: Fields, at: string, taken: ReadonlySet<string>): string => {
	const id = freeId(renderer.id, `${at}id`, /^[a-z][a-z0-9-]*$/, 'csv', taken);
	text(renderer.summary, `${at}summary`);
	isFunction(renderer.render, `${at}render`);
	const {fileMode} = renderer;
	if (
		fileMode !== undefined &&
		!(Number.isInteger(fileMode) && (fileMode as number) >= 0 && (fileMode as number) <= 0o666)
	) {
		fail(`${at}fileMode`, 'a mode such as 0o600', fileMode);
	}
	return id;
};

const checkCheck = (check: Fields, at: string, known: Known): string => {
	const id = freeId(check.id, `${at}id`, /^[a-z0-9-]+\/[a-z0-9-]+$/, 'acme/gateway-missing', known.checks);
	text(check.title, `${at}title`);
	text(check.rationale, `${at}rationale`);
	if (check.when !== undefined) {
		fieldsOf(check.when, `${at}when`);
	}
	for (const name of ['needs', 'wants'] as const) {
		if (name === 'needs' || check[name] !== undefined) {
			checkEvidence(fieldsOf(check[name], `${at}${name}`), `${at}${name}`, known);
		}
	}
	const messages = fieldsOf(check.messages, `${at}messages`);
	if (Object.keys(messages).length === 0) {
		fail(`${at}messages`, 'at least one message', messages);
	}
	for (const [name, message] of Object.entries(messages)) {
		checkMessage(fieldsOf(message, `${at}messages.${name}`), `${at}messages.${name}.`, known);
	}
	isFunction(check.run, `${at}run`);
	return id;
};

const checkEvidence = (evidence: Fields, field: string, {probes}: Known): void => {
	for (const [name, probe] of Object.entries(evidence)) {
		if (typeof probe !== 'string' || !probes.has(probe)) {
			fail(`${field}.${name}`, 'the id of a probe', probe);
		}
	}
};

const severities: readonly unknown[] = ['critical', 'warning', 'info'];
const changes: readonly unknown[] = [undefined, 'node', 'cluster'];

const checkMessage = (message: Fields, at: string, {guides}: Known): void => {
	if (!severities.includes(message.severity)) {
		fail(`${at}severity`, 'critical, warning or info', message.severity);
	}
	text(message.text, `${at}text`);
	const guide = fieldsOf(message.guide, `${at}guide`);
	const steps = listOf(guide.steps, `${at}guide.steps`);
	const links = listOf(guide.links, `${at}guide.links`);
	if (steps.length === 0) {
		fail(`${at}guide.steps`, 'at least one step', steps);
	}
	for (const [index, step] of steps.entries()) {
		const field = `${at}guide.steps[${index}]`;
		const fields = fieldsOf(step, field);
		text(fields.text, `${field}.text`);
		if (!changes.includes(fields.changes)) {
			fail(`${field}.changes`, 'node or cluster', fields.changes);
		}
	}
	if (links.length === 0) {
		fail(`${at}guide.links`, 'at least one link', links);
	}
	for (const [index, link] of links.entries()) {
		if (typeof link !== 'string' || !(guides.has(link) || /^https:\/\/[^\s<>"]+$/.test(link))) {
			fail(`${at}guide.links[${index}]`, 'the id of a guide or an address that begins with https://', link);
		}
	}
	for (const [index, explained] of listOf(message.explains ?? [], `${at}explains`).entries()) {
		text(explained, `${at}explains[${index}]`);
	}
};

/** Throws `PluginError` when messages explain each other in a circle: no cause would be at its end. */
export const refuseCircles = (checks: readonly AnyCheck[]): void => {
	const explained: ReadonlyMap<string, readonly string[]> = new Map(
		checks.flatMap(({id, messages}) =>
			Object.entries(messages).map(([name, {explains = []}]) => [`${id}#${name}`, explains] as const),
		),
	);
	const next = (message: string): readonly string[] =>
		(explained.get(message) ?? []).flatMap(target =>
			target.includes('#') ? [target] : [...explained.keys()].filter(id => id.startsWith(`${target}#`)),
		);
	const visit = (message: string, way: readonly string[]): void => {
		if (way.includes(message)) {
			throw new PluginError(`explains: expected no circle, got ${[...way, message].join(' → ')}`);
		}
		for (const target of next(message)) {
			visit(target, [...way, message]);
		}
	};
	for (const message of explained.keys()) {
		visit(message, []);
	}
};
