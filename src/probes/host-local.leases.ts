import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseHostLocalLease} from '../parsers/host-local.ts';
import {hostLocalDirectory, type LeaseDirectory} from './host-local.directory.ts';

export interface AddressLease {
	readonly network: string;
	readonly address: string;
	readonly path: string;
	/** Seconds since the epoch. */
	readonly modified?: number;
	/** The sandbox it was given to; absent when the file is empty or damaged, which nothing ever releases. */
	readonly sandboxId?: string;
}

/** Bounds the reads. */
const mostFiles = 1024;

const leasesIn = (directories: readonly LeaseDirectory[]) =>
	directories
		.flatMap(({network, path, addresses}) =>
			addresses.map(({address, modified}) => ({
				network,
				address,
				path: `${path}/${address}`,
				...(modified !== undefined && {modified}),
			})),
		)
		.slice(0, mostFiles);

export const hostLocalLeases = defineProbe({
	id: 'host-local.leases',
	summary: 'to which sandbox each address of host-local was given, for the first 1,024',
	needs: {directories: hostLocalDirectory},
	requests: ({directories}) => leasesIn(directories).map(({path}) => file(path)),
	parse: (replies, {directories}): readonly AddressLease[] =>
		leasesIn(directories).flatMap((lease, index) => {
			const text = textIfFound(replies[index]);
			return text === undefined ? [] : [{...lease, ...holderIn(text)}];
		}),
});

const holderIn = (text: string): Pick<AddressLease, 'sandboxId'> => {
	try {
		return {sandboxId: parseHostLocalLease(text).containerId};
	} catch {
		return {};
	}
};
