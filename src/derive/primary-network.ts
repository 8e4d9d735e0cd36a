import type {CniConfig} from '../parsers/cni-config.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {delegateDifferences} from './delegate-differences.ts';
import {multusFileOf, multusSetting, onHost, primaryCandidates} from './multus-configuration.ts';

interface File {
	readonly name: string;
	readonly path: string;
	readonly config: Parsed<CniConfig>;
}

/**
 * The file by which pods get their eth0: the one that containerd takes, or, where that calls Multus, the one that Multus
 * hands them to. A copy that is older than every file is for multus/delegate-stale.
 */
export const primaryNetworkOf = <F extends File>(files: readonly F[]): F | undefined => {
	const [first] = files;
	const multus = multusFileOf(files);
	if (multus === undefined || multus.file !== first) {
		return first;
	}
	const candidates = primaryCandidates(files);
	const network = multusSetting(multus, 'clusterNetwork');
	if (network !== undefined) {
		return candidates.find(({path}) => path === onHost(network));
	}
	const [delegate] = multus.config.delegates;
	const copied =
		delegate &&
		candidates.find(({config}) => config.ok && delegateDifferences(delegate, config.value).length === 0);
	return copied ?? candidates[0];
};

/** The plugins by which pods get their eth0, with their file; of a Multus whose file of the network is gone, those of its copy. */
export const primaryPluginsOf = <F extends File>(files: readonly F[]) => {
	const file = primaryNetworkOf(files) ?? files[0];
	if (file === undefined || !file.config.ok) {
		return undefined;
	}
	const {plugins, delegates} = file.config.value;
	return {file, plugins: [...plugins, ...delegates.flatMap(delegate => delegate.plugins)]};
};
