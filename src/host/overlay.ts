import type {Host} from '../core/host.ts';
import {type Reason, type Reply, requestKey} from '../core/request.ts';
import {formatTimestamp, parseZonedTime} from '../parsers/timestamp.ts';
import {editJson, type JsonEdit} from './json-edit.ts';

/** What a situation changes of one reply: a text is the whole new body. */
export type Override =
	| string
	| {readonly body: string; readonly code?: number; readonly stderr?: string}
	| {readonly unanswered: Reason; readonly detail?: string; readonly code?: number; readonly body?: string}
	/** Every text on the left must occur; `[*:*]` there is any counter of iptables. */
	| {readonly replace: Readonly<Record<string, string>>}
	| {readonly edit: readonly JsonEdit[]};

/**
 * By request key, as reports print it; `/proc/*` in it is any process. `<5m ago>` and `<5m ahead>` (s, m, h, d) anywhere
 * become a time before or after the host's clock, such as `2026-11-22T08:16:18`, with `in klog` `1122 08:16:18` in
 * the node's own zone, or with `in s` and `in ns` what has passed since 1970 then: so that a situation outlives the recording of its node.
 */
export type Overrides = Readonly<Record<string, Override>>;

export interface OverlayHost extends Host {
	/** Overrides that changed nothing: nobody asked for their key, or what they change is not there. */
	readonly problems: () => readonly string[];
}

/** A host with some replies changed: one recorded node, many situations. */
export const createOverlayHost = (host: Host, overrides: Overrides): OverlayHost => {
	const unused = new Set(Object.keys(overrides));
	const failures: string[] = [];
	return {
		origin: host.origin,
		problems: () => [...failures, ...[...unused].map(key => `nothing asked for "${key}"`)],
		read: async request => {
			const asked = requestKey(request);
			const key = asked in overrides ? asked : asked.replace(/\/proc\/\d+/, '/proc/*');
			const override = overrides[key];
			const reply = await host.read(request);
			if (override === undefined) {
				return reply;
			}
			unused.delete(key);
			try {
				return changed(reply, await withTimes(override, host));
			} catch (error) {
				failures.push(`${key}: ${(error as Error).message}`);
				return reply;
			}
		},
	};
};

const pattern = /<(\d+)([smhd]) (ago|ahead)(?: in (ns|s|klog))?>/g;
const anyCounter = '[*:*]';
const milliseconds: Readonly<Record<string, number>> = {s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3};

type Form = 'ns' | 's' | 'klog';

const written = (time: number, offset: number, form: Form | undefined): string => {
	switch (form) {
		case undefined:
			return formatTimestamp(time).slice(0, 19);
		case 'klog':
			return formatTimestamp(time + offset)
				.slice(5, 19)
				.replace('-', '')
				.replace('T', ' ');
		case 's':
		case 'ns':
			return `${Math.floor(time / 1e3)}${form === 'ns' ? '000000000' : ''}`;
	}
};

const withTimes = async (override: Override, host: Host): Promise<Override> => {
	const text = JSON.stringify(override);
	if (text.search(pattern) === -1) {
		return override;
	}
	const clock = await host.read({kind: 'clock'});
	if (clock.status !== 'answered') {
		throw new Error('expected the node to have recorded its clock, which a time is relative to');
	}
	const {time: now, offset} = parseZonedTime(clock.body);
	const dated = text.replaceAll(
		pattern,
		(_, count: string, unit: string, side: 'ago' | 'ahead', form: Form | undefined) => {
			const distance = Number(count) * (milliseconds[unit] ?? 0);
			return written(side === 'ago' ? now - distance : now + distance, offset, form);
		},
	);
	return JSON.parse(dated) as Override;
};

const changed = (reply: Reply, override: Override): Reply => {
	if (typeof override === 'string') {
		return {status: 'answered', body: override};
	}
	if ('unanswered' in override) {
		const {unanswered, detail = unanswered, ...rest} = override;
		return {status: 'unanswered', reason: unanswered, detail, ...rest};
	}
	if ('body' in override) {
		return {status: 'answered', ...override};
	}
	if (reply.status === 'unanswered') {
		throw new Error(`expected a recorded answer to change, got ${reply.reason}`);
	}
	const body =
		'edit' in override ? editJson(reply.body, override.edit) : replaced(reply.body, override.replace);
	return {...reply, body};
};

const replaced = (body: string, replacements: Readonly<Record<string, string>>): string => {
	let text = body;
	for (const [old, replacement] of Object.entries(replacements)) {
		const parts = old.split(anyCounter).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
		const searched = new RegExp(parts.join('\\[\\d+:\\d+\\]'), 'g');
		if (!searched.test(text)) {
			throw new Error(`expected "${old}" in the recorded answer, got none`);
		}
		text = text.replaceAll(searched, () => replacement);
	}
	return text;
};
