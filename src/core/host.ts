import type {Reply, Request} from './request.ts';

/** The only door to the node. Live, replay, overlay, recording and redaction differ only in which Host is built. */
export interface Host {
	/** `local`, or `bundle:<path>`. */
	readonly origin: string;
	/** Never rejects: what could not be read is a reply that says why. */
	readonly read: (request: Request) => Promise<Reply>;
}
