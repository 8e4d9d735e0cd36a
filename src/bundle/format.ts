import type {Reply, Request} from '../core/request.ts';

/** Version of the form; a reader refuses any other. */
export const formatVersion = 1;

/** Where a body comes from: read from a kernel, printed by a program, or written after its documentation. */
export const makers = ['kernel', 'program', 'facts'] as const;
export type Maker = (typeof makers)[number];

/** One read of a node and what it gave. */
export interface Recorded {
	readonly request: Request;
	readonly reply: Reply;
	/** Only fixtures say; on a node everything is what the node gave. */
	readonly madeBy?: Maker;
}

/** What was read from one node in one run. */
export interface Bundle {
	readonly node: string;
	/** No packets were sent. */
	readonly passive: boolean;
	/** False when the deadline or a signal ended the run early. */
	readonly complete: boolean;
	readonly replies: readonly Recorded[];
	readonly tool?: {readonly name: string; readonly version: string};
	/** ISO 8601; for people. What rules take for "now" is the recorded clock. */
	readonly createdAt?: string;
	/** Secrets that were masked, by rule. */
	readonly redactions?: readonly {readonly rule: string; readonly count: number}[];
}

/** Files that travel with the recording and are not read back, by name: report.json, report.md, capture.log. */
export type Attachments = Readonly<Record<string, string>>;

/** A bundle that cannot be read. The message says what was expected and what was found. */
export class BundleError extends Error {
	override readonly name = 'BundleError';
}

const mebibyte = 1024 * 1024;

/** In bytes. */
export const limits = {
	/** A longer reply is left out of a bundle, which then says so. */
	reply: 16 * mebibyte,
	/** No archive becomes larger: the largest replies are left out. */
	archive: 25 * mebibyte,
	/** No archive or folder is read that is larger, packed or unpacked. */
	unpacked: 200 * mebibyte,
} as const;
