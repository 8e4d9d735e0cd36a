import {parseEnvironmentFile} from './environ.ts';
import {present} from './json-value.ts';

export interface OsRelease {
	/** ubuntu, rhel, sles, sl-micro …; `linux` when the file does not say. */
	readonly id: string;
	/** Distributions that this one is derived from, the closest first. */
	readonly idLike: readonly string[];
	readonly versionId?: string;
	readonly variantId?: string;
	readonly prettyName?: string;
}

/** `/etc/os-release`: https://www.freedesktop.org/software/systemd/man/os-release.html */
export const parseOsRelease = (text: string): OsRelease => {
	const fields = parseEnvironmentFile(text);
	if (Object.keys(fields).length === 0) {
		throw new Error(`expected lines such as ID=ubuntu, got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return {
		id: fields.ID || 'linux',
		idLike: (fields.ID_LIKE ?? '').split(/\s+/).filter(id => id !== ''),
		...present({
			versionId: fields.VERSION_ID || undefined,
			variantId: fields.VARIANT_ID || undefined,
			prettyName: fields.PRETTY_NAME || undefined,
		}),
	};
};
