/** A JSON object of unknown shape. */
export type JsonObject = {readonly [key: string]: unknown};

type Present<Fields> = {
	[Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
	[Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/** Leaves out the fields that are undefined, which `exactOptionalPropertyTypes` does not accept. */
export const present = <Fields extends object>(fields: Fields): Present<Fields> =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as errors quote it: one short line, containers only by their kind. */
export const shown = (value: unknown): string => {
	if (value === undefined) {
		return 'nothing';
	}
	if (typeof value === 'string') {
		return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value).replaceAll(
			'\uFEFF',
			'\\ufeff',
		);
	}
	if (Array.isArray(value)) {
		return 'an array';
	}
	return isObject(value) ? 'an object' : String(value);
};

export const objectOf = (value: unknown, what: string): JsonObject => {
	if (!isObject(value)) {
		throw new Error(`expected ${what} to be an object, got ${shown(value)}`);
	}
	return value;
};

export const arrayOf = (value: unknown, what: string): readonly unknown[] => {
	if (!Array.isArray(value)) {
		throw new Error(`expected ${what} to be an array, got ${shown(value)}`);
	}
	return value;
};

const own = (object: JsonObject, key: string): unknown =>
	Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;

const reader =
	<Value>(kind: string, isKind: (value: unknown) => value is Value) =>
	(object: JsonObject, key: string): Value | undefined => {
		const value = own(object, key);
		if (value === undefined || isKind(value)) {
			return value;
		}
		throw new Error(`expected "${key}" to be ${kind}, got ${shown(value)}`);
	};

const required =
	<Value>(kind: string, read: (object: JsonObject, key: string) => Value | undefined) =>
	(object: JsonObject, key: string): Value => {
		const value = read(object, key);
		if (value === undefined) {
			throw new Error(`expected "${key}" with ${kind}, got nothing`);
		}
		return value;
	};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isObjects = (value: unknown): value is readonly JsonObject[] =>
	Array.isArray(value) && value.every(isObject);
const isTextRecord = (value: unknown): value is Readonly<Record<string, string>> =>
	isObject(value) && Object.values(value).every(isText);

/** Optional fields: `undefined` when the key is missing or null, an error when it holds another kind. */
export const textIfAt = reader('text', isText);
export const numberIfAt = reader('a number', (value): value is number => typeof value === 'number');
export const booleanIfAt = reader('true or false', (value): value is boolean => typeof value === 'boolean');
export const objectIfAt = reader('an object', isObject);
const textsIfAt = reader('a list of texts', isTexts);
const objectsIfAt = reader('a list of objects', isObjects);
const textRecordIfAt = reader('an object of texts', isTextRecord);

export const textAt = required('text', textIfAt);
export const numberAt = required('a number', numberIfAt);

/** Empty when the key is missing or null: Go's encoder writes empty lists and maps either way. */
export const textsAt = (object: JsonObject, key: string): readonly string[] => textsIfAt(object, key) ?? [];
export const objectsAt = (object: JsonObject, key: string): readonly JsonObject[] =>
	objectsIfAt(object, key) ?? [];
export const textRecordAt = (object: JsonObject, key: string): Readonly<Record<string, string>> =>
	textRecordIfAt(object, key) ?? {};

/** iproute2 prints a flag as `true` or, where it has no value, as `null`: the key alone says yes. */
export const isFlagged = (object: JsonObject, key: string): boolean =>
	Object.hasOwn(object, key) && object[key] !== false;
