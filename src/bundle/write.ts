import {gzipSync} from 'node:zlib';
import type {Reply} from '../core/request.ts';
import {bundleFormat, encodeReplies, type Manifest, type RecordedReply} from './format.ts';
import {packTar} from './tar.ts';

/** What fits a mail and an issue tracker. */
export const bundleLimit = 25 * 1024 * 1024;

export interface BundleContent extends Omit<Manifest, 'format' | 'replies'> {
	readonly recorded: readonly RecordedReply[];
	/** Further files by name: the report in its formats. */
	readonly documents: Readonly<Record<string, string>>;
}

/** A bundle as .tar.gz. When it would be larger than the limit, the largest bodies are left out, and the manifest says so. */
export const packBundle = (content: BundleContent, limit = bundleLimit): Buffer => {
	const archive = archiveOf(content);
	if (archive.length <= limit) {
		return archive;
	}
	const recorded = withoutLargest(content.recorded);
	return recorded === undefined ? archive : packBundle({...content, recorded}, limit);
};

const archiveOf = ({recorded, documents, ...about}: BundleContent): Buffer => {
	const {replies, files} = encodeReplies(recorded);
	const manifest: Manifest = {format: bundleFormat, ...about, replies};
	const texts = [
		['manifest.json', `${JSON.stringify(manifest, undefined, '\t')}\n`] as const,
		...Object.entries(documents),
		...files,
	];
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

const withoutLargest = (recorded: readonly RecordedReply[]): readonly RecordedReply[] | undefined => {
	const sizes = recorded.map(({reply}) => reply.body?.length ?? 0);
	const largest = sizes.indexOf(Math.max(...sizes));
	return sizes[largest] === 0
		? undefined
		: recorded.map((entry, index) => (index === largest ? {...entry, reply: tooLarge} : entry));
};
