import {gzipSync} from 'node:zlib';
import {type Reply, requestKey} from '../core/request.ts';
import {bundleFormat, encodeReplies, hashOf, type Manifest, type RecordedReply} from './format.ts';
import {packTar} from './tar.ts';

/** What fits a mail and an issue tracker. */
const bundleLimit = 25 * 1024 * 1024;

export interface BundleContent extends Omit<Manifest, 'format' | 'replies' | 'files'> {
	readonly recorded: readonly RecordedReply[];
	/** Further files by name: the report in its formats. */
	readonly documents: Readonly<Record<string, string>>;
}

export interface PackedBundle {
	readonly archive: Buffer;
	/** Keys of the requests whose replies would have made it too large; the manifest says so too. */
	readonly leftOut: readonly string[];
}

/** A bundle as .tar.gz. When it would be larger than the limit, what takes most room is left out. */
export const packBundle = (content: BundleContent, limit = bundleLimit): PackedBundle => {
	let archive = archiveOf(content);
	if (archive.length <= limit) {
		return {archive, leftOut: []};
	}
	const bodies = bodiesBySize(content.recorded);
	let dropped = 0;
	while (archive.length > limit && dropped < bodies.length) {
		// Together bodies take less room than each alone, so the sum is a guess; doubling keeps the guesses few.
		dropped = Math.max(countToFree(archive.length - limit, bodies, dropped), 2 * dropped);
		archive = archiveOf({...content, recorded: without(content.recorded, bodies.slice(0, dropped))});
	}
	return {archive, leftOut: bodies.slice(0, dropped).map(({key}) => key)};
};

interface Body {
	readonly key: string;
	/** Compressed. */
	readonly size: number;
}

/** The largest first. */
const bodiesBySize = (recorded: readonly RecordedReply[]): readonly Body[] =>
	recorded
		.flatMap(({request, reply}) =>
			reply.body === undefined || reply.body === ''
				? []
				: [{key: requestKey(request), size: gzipSync(reply.body).length}],
		)
		.sort((one, other) => other.size - one.size);

/** How many of the bodies must go, counted from the largest, of which some are gone already. */
const countToFree = (bytes: number, bodies: readonly Body[], gone: number): number => {
	let freed = 0;
	let count = gone;
	while (freed < bytes && count < bodies.length) {
		freed += bodies[count]?.size ?? 0;
		count += 1;
	}
	return count;
};

const archiveOf = ({recorded, documents, ...about}: BundleContent): Buffer => {
	const {replies, files} = encodeReplies(recorded);
	const content = [...Object.entries(documents), ...files];
	const manifest: Manifest = {
		format: bundleFormat,
		...about,
		files: content.map(([path, text]) => ({path, bytes: Buffer.byteLength(text), sha256: hashOf(text)})),
		replies,
	};
	const texts = [['manifest.json', `${JSON.stringify(manifest, undefined, '\t')}\n`] as const, ...content];
	const modified = Math.floor(Date.parse(about.createdAt) / 1000);
	return gzipSync(
		packTar(
			texts.map(([path, text]) => ({path, content: Buffer.from(text)})),
			modified,
		),
	);
};

const tooLarge: Reply = {
	status: 'unanswered',
	reason: 'too-large',
	detail: 'left out to keep the bundle small',
};

const without = (recorded: readonly RecordedReply[], bodies: readonly Body[]): readonly RecordedReply[] => {
	const keys = new Set(bodies.map(({key}) => key));
	return recorded.map(entry => (keys.has(requestKey(entry.request)) ? {...entry, reply: tooLarge} : entry));
};
