import {isNotRecorded, textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, file, type Reply} from '../core/request.ts';
import {
	inLoadOrder,
	type NetworkManagerConfig,
	parseNetworkManagerConfig,
} from '../parsers/networkmanager-config.ts';
import {type ManagedDevice, parseNmcliDevices} from '../parsers/nmcli-devices.ts';
import {isNetworkManagerRunning, networkmanagerFileNames} from './networkmanager.file-names.ts';
import {systemdUnits} from './systemd.units.ts';

export interface NetworkManagerState {
	/** What it does; absent when it could not be asked. */
	readonly devices?: readonly ManagedDevice[];
	/** What it is told to do. */
	readonly configuration: NetworkManagerConfig;
}

const devicesFrom = (reply: Reply | undefined): readonly ManagedDevice[] | undefined =>
	reply?.status === 'answered' ? parseNmcliDevices(reply.body) : undefined;

/** Where NetworkManager itself was asked, a bundle need not hold what it was told: that only explains. */
const textOrNothing = (reply: Reply | undefined, isOptional: boolean): string | undefined =>
	isOptional && isNotRecorded(reply) ? undefined : textIfFound(reply);

const configurationFrom = (
	paths: readonly string[],
	replies: readonly Reply[],
	isOptional: boolean,
): NetworkManagerConfig => {
	const files = paths.flatMap((path, index) => {
		const text = textOrNothing(replies[index], isOptional);
		return text === undefined ? [] : [{path, text}];
	});
	return parseNetworkManagerConfig(inLoadOrder(files));
};

export const networkmanagerState = defineProbe({
	id: 'networkmanager.state',
	summary:
		'devices that NetworkManager manages, and those it is told to leave alone; nothing when it does not run',
	needs: {units: systemdUnits},
	wants: {paths: networkmanagerFileNames},
	requests: ({units}, {paths}) =>
		isNetworkManagerRunning(units)
			? [
					command('nmcli', '-t', '-f', 'DEVICE,STATE,TYPE', 'device'),
					...(paths.ok ? paths.value : []).map(path => file(path)),
				]
			: [],
	parse: ([devices, ...files], {units}, {paths}): NetworkManagerState | undefined => {
		if (!isNetworkManagerRunning(units)) {
			return undefined;
		}
		const asked = devicesFrom(devices);
		if (!paths.ok && (asked === undefined || paths.reason !== 'not-recorded')) {
			throw new Unavailable(paths.reason, paths.detail);
		}
		return {
			...(asked !== undefined && {devices: asked}),
			configuration: configurationFrom(paths.ok ? paths.value : [], files, asked !== undefined),
		};
	},
});
