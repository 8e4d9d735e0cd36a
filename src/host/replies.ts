import type {Reason, Reply} from '../core/request.ts';

export type Unanswered = Extract<Reply, {readonly status: 'unanswered'}>;

export const answered = (
	body: string,
	more: {readonly code?: number; readonly stderr?: string} = {},
): Reply => ({
	status: 'answered',
	body,
	...more,
});

export const unanswered = (
	reason: Reason,
	detail: string,
	more: {readonly body?: string; readonly code?: number} = {},
): Unanswered => ({status: 'unanswered', reason, detail, ...more});

/** The system's error code, such as ENOENT. */
export const errnoOf = (error: unknown): string | undefined => {
	const code = (error as {readonly code?: unknown} | undefined)?.code;
	return typeof code === 'string' ? code : undefined;
};

const reasons: Readonly<Record<string, Reason>> = {
	ENOENT: 'not-found',
	ENOTDIR: 'not-found',
	EACCES: 'denied',
	EPERM: 'denied',
	ETIMEDOUT: 'timed-out',
	EFBIG: 'too-large',
};

/** Turns a system error into a reply; `what` names the thing that was tried. */
export const unansweredBy = (error: unknown, what: string): Unanswered => {
	const code = errnoOf(error);
	const message = error instanceof Error ? error.message : String(error);
	return unanswered(reasons[code ?? ''] ?? 'refused', `${what}: ${message}`);
};

/** An error that `unansweredBy` understands, for limits that are ours and not the system's. */
export const limitError = (code: 'ETIMEDOUT' | 'EFBIG' | 'ELOOP', message: string): Error =>
	Object.assign(new Error(`${code}: ${message}`), {code});

export const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
