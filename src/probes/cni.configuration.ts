import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type DirectoryEntry, file, type Reply} from '../core/request.ts';
import {type CniConfig, type CniConfigForm, cniConfigForm, parseCniConfig} from '../parsers/cni-config.ts';
import {repeatedKeys} from '../parsers/json-text.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {cniConfigurationDirectory, cniDirectory} from './cni.directory.ts';

/** A file that containerd considers. The first one is loaded, even when it is broken; the others never are. */
export interface CniFile {
	readonly name: string;
	readonly path: string;
	readonly form: CniConfigForm;
	/** Seconds since the epoch. */
	readonly modified?: number;
	readonly config: Parsed<CniConfig>;
	/** Keys that stand twice in one object of it. */
	readonly repeated?: readonly string[];
}

/** https://github.com/containerd/go-cni/blob/main/opts.go: these endings, byte-wise by name, dot-files included. */
const candidatesOf = (entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] =>
	entries
		.filter(({name, type}) => /\.(conf|conflist|json)$/.test(name) && (type === 'file' || type === 'symlink'))
		.toSorted((one, other) => (one.name < other.name ? -1 : 1));

const pathOf = ({name}: DirectoryEntry): string => `${cniConfigurationDirectory}/${name}`;

/** containerd cannot load a link that leads nowhere, and looks no further; another file that is gone was removed just now. */
const configOf = (
	{type}: DirectoryEntry,
	reply: Reply | undefined,
	form: CniConfigForm,
): Parsed<CniConfig> =>
	type === 'symlink' && reply?.status === 'unanswered' && reply.reason === 'not-found'
		? {ok: false, problem: {message: 'it is a symbolic link to a file that does not exist'}}
		: parseCniConfig(textOf(reply), form);

export const cniConfiguration = defineProbe({
	id: 'cni.configuration',
	summary: 'CNI configurations in the order in which containerd considers them',
	needs: {entries: cniDirectory},
	requests: ({entries}) => candidatesOf(entries).map(entry => file(pathOf(entry))),
	parse: (replies, {entries}): readonly CniFile[] =>
		candidatesOf(entries).map((entry, index) => {
			const form = cniConfigForm(entry.name);
			const repeated = repeatedKeys(replies[index]?.status === 'answered' ? textOf(replies[index]) : '');
			return {
				name: entry.name,
				path: pathOf(entry),
				form,
				...(entry.modified !== undefined && {modified: entry.modified}),
				config: configOf(entry, replies[index], form),
				...(repeated.length > 0 && {repeated}),
			};
		}),
});
