import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type DirectoryEntry, directory} from '../core/request.ts';
import {isShippedChart} from '../derive/shipped-charts.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Rancher keeps its own manifests in a directory below. */
const directoriesIn = (dataDirectory: string): readonly string[] => [
	`${dataDirectory}/server/manifests`,
	`${dataDirectory}/server/manifests/rancher`,
];

/** RKE2 writes these files anew at each start. */
const isOfShippedChart = (name: string): boolean =>
	name.endsWith('.yaml') && isShippedChart(name.slice(0, -'.yaml'.length));

const mostBytes = 512 * 1024;

const isWanted = ({name, type, size}: DirectoryEntry, all: readonly DirectoryEntry[]): boolean =>
	type !== 'directory' &&
	/\.(ya?ml|json)$/i.test(name) &&
	!name.startsWith('.') &&
	!isOfShippedChart(name) &&
	size <= mostBytes &&
	// https://docs.rke2.io/install/packaged_components: a file that RKE2 is told to leave alone.
	!all.some(entry => entry.name === `${name}.skip`);

export const rke2ManifestFiles = defineProbe({
	id: 'rke2.manifest-files',
	summary: "paths of a server's manifests that are not RKE2's own",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => directoriesIn(path).map(parent => directory(parent)),
	parse: (replies, {dataDirectory: {path}}): readonly string[] =>
		directoriesIn(path).flatMap((parent, index) => {
			const entries = entriesIfFound(replies[index]) ?? [];
			return entries.filter(entry => isWanted(entry, entries)).map(({name}) => `${parent}/${name}`);
		}),
});
