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

/** In the words of errno(3), shortened; an error that is not here keeps its name. */
const texts: Readonly<Record<string, string>> = {
	ENOENT: 'no such file',
	ENOTDIR: 'no such file',
	EACCES: 'permission denied',
	EPERM: 'not permitted',
	ELOOP: 'too many symbolic links',
	EISDIR: 'is a directory',
	EIO: 'input/output error',
	EINVAL: 'invalid argument',
	ENODEV: 'no such device',
	ENXIO: 'no such device',
	ESTALE: 'stale file handle',
	EMFILE: 'too many open files',
	ENFILE: 'too many open files',
	ENOMEM: 'out of memory',
	ENAMETOOLONG: 'name too long',
	EAGAIN: 'temporarily unavailable',
	ENOEXEC: 'not executable here',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection reset',
	EPIPE: 'connection closed',
	EHOSTUNREACH: 'host unreachable',
	ENETUNREACH: 'network unreachable',
	EADDRNOTAVAIL: 'address not available',
	EAFNOSUPPORT: 'address family not supported',
};

/** Turns an error into a reply of one line; `what` names the thing that was tried. */
export const unansweredBy = (error: unknown, what: string): Unanswered =>
	unanswered(reasons[errnoOf(error) ?? ''] ?? 'refused', `${what}: ${messageOf(error)}`);

const messageOf = (error: unknown): string => {
	const {message, code, isOurs, syscall} = error as Partial<NodeJS.ErrnoException> & {readonly isOurs?: true};
	const text = firstLine(message ?? String(error)) || (code ?? 'failed');
	const known = isOurs === true || code === undefined ? undefined : texts[code];
	// The system's own text repeats the call and the path.
	return known ?? (syscall === undefined ? text : text.replace(/, \w+( .*)?$/, ''));
};

/** An error that `unansweredBy` understands, for limits that are ours and not the system's. */
export const limitError = (code: 'ETIMEDOUT' | 'EFBIG' | 'ELOOP', message: string): Error =>
	Object.assign(new Error(message), {code, isOurs: true});

export const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
