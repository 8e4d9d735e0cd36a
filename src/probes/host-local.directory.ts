import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';
import {hostLocalNetworks, leasedAddress} from '../parsers/host-local.ts';

/** Addresses that host-local has given out for one CNI network. */
export interface LeaseDirectory {
	readonly network: string;
	readonly path: string;
	/** A directory stands where the plugin opens its lock. */
	readonly isLockDirectory?: true;
	readonly addresses: readonly {
		readonly address: string;
		/** Seconds since the epoch: when it was given out. */
		readonly modified?: number;
	}[];
}

const pathOf = (network: string): string => `/var/lib/cni/networks/${network}`;

export const hostLocalDirectory = defineProbe({
	id: 'host-local.directory',
	summary: 'addresses that the IPAM plugin host-local has given out on this node',
	requests: () => hostLocalNetworks.map(network => directory(pathOf(network))),
	parse: (replies): readonly LeaseDirectory[] =>
		hostLocalNetworks.flatMap((network, index) => {
			const entries = entriesIfFound(replies[index]);
			return entries === undefined
				? []
				: [
						{
							network,
							path: pathOf(network),
							...(entries.some(({name, type}) => name === 'lock' && type === 'directory') && {
								isLockDirectory: true as const,
							}),
							addresses: entries.flatMap(({name, type, modified}) =>
								type === 'file' && leasedAddress(name) !== undefined
									? [{address: name, ...(modified !== undefined && {modified})}]
									: [],
							),
						},
					];
		}),
});
