import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, file, type Reply} from '../core/request.ts';
import {
	inLoadOrder,
	type NetworkManagerConfig,
	parseNetworkManagerConfig,
} from '../parsers/networkmanager-config.ts';
import {type ManagedDevice, parseNmcliDevices} from '../parsers/nmcli-devices.ts';
import {networkmanagerFileNames} from './networkmanager.file-names.ts';

export interface NetworkManagerState {
	/** What it does; absent when it could not be asked. */
	readonly devices?: readonly ManagedDevice[];
	/** What it is told to do. */
	readonly configuration: NetworkManagerConfig;
}

const devicesFrom = (reply: Reply | undefined): readonly ManagedDevice[] | undefined =>
	reply?.status === 'answered' ? parseNmcliDevices(reply.body) : undefined;

const configurationFrom = (paths: readonly string[], replies: readonly Reply[]): NetworkManagerConfig => {
	const files = paths.flatMap((path, index) => {
		const text = textIfFound(replies[index]);
		return text === undefined ? [] : [{path, text}];
	});
	return parseNetworkManagerConfig(inLoadOrder(files));
};

export const networkmanagerState = defineProbe({
	id: 'networkmanager.state',
	summary:
		'devices that NetworkManager manages, and those it is told to leave alone; nothing when it does not run',
	needs: {paths: networkmanagerFileNames},
	requests: ({paths}) =>
		paths.length === 0
			? []
			: [command('nmcli', '-t', '-f', 'DEVICE,STATE,TYPE', 'device'), ...paths.map(path => file(path))],
	parse: ([devices, ...files], {paths}): NetworkManagerState | undefined => {
		if (paths.length === 0) {
			return undefined;
		}
		const asked = devicesFrom(devices);
		return {
			...(asked !== undefined && {devices: asked}),
			configuration: configurationFrom(paths, files),
		};
	},
});
