/** One change of a JSON document; `at` is a path such as `[ifname=flannel.1].mtu`, empty for the whole document. */
export type JsonEdit = {readonly at: string} & (
	| {readonly to: unknown}
	| {readonly remove: true}
	/** Appends to a list, or merges into an object. */
	| {readonly add: unknown}
);

type Json = Record<string, unknown> | unknown[];
type Segment =
	| {readonly key: string}
	| {readonly index: number}
	| {readonly field: string; readonly value: string};

const segmentPattern = /\.?([\w-]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[([\w.-]+)=([^\]]*)\]/y;

const segmentsOf = (path: string): readonly Segment[] => {
	const segments: Segment[] = [];
	segmentPattern.lastIndex = 0;
	while (segmentPattern.lastIndex < path.length) {
		const start = segmentPattern.lastIndex;
		const [, key, quoted, index, field, value] = segmentPattern.exec(path) ?? [];
		if (field !== undefined) {
			segments.push({field, value: value ?? ''});
		} else if (index !== undefined) {
			segments.push({index: Number(index)});
		} else if (key !== undefined || quoted !== undefined) {
			segments.push({key: key ?? quoted ?? ''});
		} else {
			throw new Error(`expected .key, ["key"], [0] or [field=value] at "${path.slice(start)}"`);
		}
	}
	return segments;
};

const isContainer = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>((inner, key) => (isContainer(inner) ? Reflect.get(inner, key) : undefined), value);

/** The key under which a segment finds its value in a container, or `undefined`. */
const keyIn = (container: Json, segment: Segment): string | number | undefined => {
	if ('key' in segment) {
		return Object.hasOwn(container, segment.key) ? segment.key : undefined;
	}
	if (!Array.isArray(container)) {
		return undefined;
	}
	const index =
		'index' in segment
			? segment.index
			: container.findIndex(item => String(fieldOf(item, segment.field)) === segment.value);
	return index in container ? index : undefined;
};

const describeChoices = (container: unknown, segment: Segment): string => {
	if (!isContainer(container)) {
		return JSON.stringify(container);
	}
	if ('field' in segment && Array.isArray(container)) {
		return container.map(item => String(fieldOf(item, segment.field))).join(', ');
	}
	return Object.keys(container).join(', ');
};

/** Applies edits to a JSON text. Throws when a path selects nothing, and says what is there. */
export const editJson = (text: string, edits: readonly JsonEdit[]): string => {
	const holder: Json = {root: JSON.parse(text)};
	for (const edit of edits) {
		applyEdit(holder, edit);
	}
	return JSON.stringify(holder['root' as never]);
};

const applyEdit = (holder: Json, edit: JsonEdit): void => {
	const segments: readonly Segment[] = [{key: 'root'}, ...segmentsOf(edit.at)];
	let container: unknown = holder;
	for (const segment of segments.slice(0, -1)) {
		container = Reflect.get(container as Json, select(container, segment, edit.at));
	}
	const last = segments.at(-1) ?? {key: 'root'};
	const isNewKey = 'to' in edit && 'key' in last && isContainer(container) && !Array.isArray(container);
	const key = isNewKey ? last.key : select(container, last, edit.at);
	change(container as Json, key, edit);
};

const select = (container: unknown, segment: Segment, path: string): string | number => {
	const key = isContainer(container) ? keyIn(container, segment) : undefined;
	if (key === undefined) {
		throw new Error(
			`expected "${path}" to select something, got only: ${describeChoices(container, segment)}`,
		);
	}
	return key;
};

const change = (container: Json, key: string | number, edit: JsonEdit): void => {
	if ('to' in edit) {
		Reflect.set(container, key, edit.to);
	} else if ('remove' in edit) {
		if (Array.isArray(container)) {
			container.splice(Number(key), 1);
		} else {
			Reflect.deleteProperty(container, key);
		}
	} else {
		const target: unknown = Reflect.get(container, key);
		if (Array.isArray(target)) {
			target.push(edit.add);
		} else {
			Reflect.set(container, key, {...(target as object), ...(edit.add as object)});
		}
	}
};
