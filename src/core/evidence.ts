import type {DirectoryEntry, FileStatus, FilesystemUsage, PacketResult, Reason, Reply} from './request.ts';

/** A typed value read from the node, or the reason why there is none; `sources` are the keys of the requests behind it. */
export type Evidence<Value> =
	| {readonly ok: true; readonly value: Value; readonly sources: readonly string[]}
	| {
			readonly ok: false;
			readonly reason: Reason;
			readonly detail: string;
			/** The probe that really failed: this one, or one that it needs. */
			readonly probe: string;
			readonly sources: readonly string[];
	  };

/** Detail of `denied` for what RKE2 lets no identity of this node read: it says nothing about the node. */
export const onlyOnServers = "this node's identities may not read it; ask a server";

/** Thrown by a probe's `parse` when its replies cannot give a value; anything else thrown there becomes `unparseable`. */
export class Unavailable extends Error {
	override readonly name = 'Unavailable';
	readonly reason: Reason;
	constructor(reason: Reason, detail: string) {
		super(detail);
		this.reason = reason;
	}
}

type ReplyOrNone = Reply | undefined;

/** The text of an answered reply; throws `Unavailable` with the reply's own reason. */
export const textOf = (reply: ReplyOrNone): string => {
	if (reply === undefined) {
		throw new Unavailable('dependency', 'nothing was asked');
	}
	if (reply.status === 'unanswered') {
		throw new Unavailable(reply.reason, reply.detail);
	}
	return reply.body;
};

/** Like `textOf`, but a thing that does not exist is `undefined`: absence is often the evidence. */
export const textIfFound = (reply: ReplyOrNone): string | undefined =>
	reply?.status === 'unanswered' && reply.reason === 'not-found' ? undefined : textOf(reply);

/** Whether a bundle does not hold this reply: on a node itself there is always one. */
export const isNotRecorded = (reply: ReplyOrNone): boolean =>
	reply?.status === 'unanswered' && reply.reason === 'not-recorded';

/** The whole number that a file of the kernel holds; throws `Unavailable('unparseable')` for anything else. */
export const integerOf = (reply: ReplyOrNone): number => {
	const text = textOf(reply).trim();
	if (!/^-?\d+$/.test(text)) {
		throw new Unavailable('unparseable', `expected a number, got ${JSON.stringify(text.slice(0, 40))}`);
	}
	return Number(text);
};

/** Like `integerOf`, but `undefined` when there is no such file. */
export const integerIfFound = (reply: ReplyOrNone): number | undefined =>
	textIfFound(reply) === undefined ? undefined : integerOf(reply);

/** Parses a reply as JSON; throws `Unavailable('unparseable')` with the parser's message. */
export const jsonOf = (reply: ReplyOrNone): unknown => parseJson(textOf(reply));

const parseJson = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new Unavailable('unparseable', `not JSON: ${(error as Error).message}`);
	}
};

/** Replies of these kinds are written by Host or by a bundle's author, so their shape is checked before it is believed. */
const shaped =
	<Shape>(isShape: (value: unknown) => boolean, name: string) =>
	(reply: ReplyOrNone): Shape => {
		const value = jsonOf(reply);
		if (!isShape(value)) {
			throw new Unavailable('unparseable', `not a ${name}: ${JSON.stringify(value).slice(0, 80)}`);
		}
		return value as Shape;
	};

const hasFields =
	(fields: Readonly<Record<string, 'string' | 'number'>>) =>
	(value: unknown): boolean =>
		typeof value === 'object' &&
		value !== null &&
		Object.entries(fields).every(
			([field, type]) => typeof (value as Readonly<Record<string, unknown>>)[field] === type,
		);

const isEntry = hasFields({name: 'string', type: 'string', mode: 'number', size: 'number'});

export const entriesOf = shaped<readonly DirectoryEntry[]>(
	value => Array.isArray(value) && value.every(isEntry),
	'directory listing',
);
export const statusOf = shaped<FileStatus>(
	hasFields({type: 'string', mode: 'number', size: 'number'}),
	'file status',
);
export const usageOf = shaped<FilesystemUsage>(
	hasFields({size: 'number', available: 'number', inodes: 'number', inodesFree: 'number'}),
	'usage of a file system',
);
export const packetOf = shaped<PacketResult>(hasFields({result: 'string'}), 'packet result');

/** Entries of a directory, or none when it does not exist. */
export const entriesIfFound = (reply: ReplyOrNone): readonly DirectoryEntry[] | undefined =>
	textIfFound(reply) === undefined ? undefined : entriesOf(reply);
