import type {CniConfig, CniPlugin} from '../parsers/cni-config.ts';
import type {Parsed} from '../parsers/parsed.ts';

/** `thin`: the plugin does everything itself, with a copy of the primary configuration. `thick`: a shim asks the daemon. */
export type MultusMode = 'thin' | 'thick';

interface File {
	readonly name: string;
	readonly path: string;
	readonly config: Parsed<CniConfig>;
}

/** The file in /etc/cni/net.d through which containerd calls Multus. */
export interface MultusFile<F extends File = File> {
	readonly file: F;
	readonly mode: MultusMode;
	readonly config: CniConfig;
	readonly plugin: CniPlugin;
}

const modes: Readonly<Record<string, MultusMode>> = {multus: 'thin', 'multus-shim': 'thick'};

export const isMultusConfig = ({plugins}: CniConfig): boolean =>
	plugins.some(({type}) => modes[type] !== undefined);

/** The first file that calls Multus, whether or not another one comes before it. */
export const multusFileOf = <F extends File>(files: readonly F[]): MultusFile<F> | undefined => {
	for (const file of files) {
		const config = file.config.ok ? file.config.value : undefined;
		const plugin = config?.plugins.find(({type}) => modes[type] !== undefined);
		const mode = modes[plugin?.type ?? ''];
		if (config !== undefined && plugin !== undefined && mode !== undefined) {
			return {file, mode, config, plugin};
		}
	}
	return undefined;
};

/**
 * Files of which Multus takes the first as the primary network: not those that end in .json, which containerd does read,
 * and not its own. https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/cmd/thin_entrypoint/main.go
 */
export const primaryCandidates = <F extends File>(files: readonly F[]): readonly F[] =>
	files.filter(({name}) => /\.conf(list)?$/.test(name) && !name.startsWith('00-multus'));

/** A text under a key of Multus' configuration; undefined when it is empty or something else. */
export const multusSetting = ({plugin}: MultusFile, key: string): string | undefined => {
	const value = plugin.raw[key];
	return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A path as the host sees it: the daemon writes its own, where the host's /etc, /run and /opt lie under /host. */
export const onHost = (path: string): string => path.replace(/^\/host(?=\/)/, '').replace(/\/+/g, '/');
