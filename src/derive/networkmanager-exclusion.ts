import type {Link} from '../parsers/ip-link.ts';
import type {DeviceList, NetworkManagerConfig} from '../parsers/networkmanager-config.ts';
import type {ManagedDevice} from '../parsers/nmcli-devices.ts';
import {isClusterDevice, isPodDevice} from './cni-devices.ts';
import {matchesDeviceSpec} from './glob.ts';

type Device = Pick<Link, 'name' | 'mac' | 'kind'>;

const isListed = ({specs}: DeviceList, device: Device): boolean | undefined =>
	matchesDeviceSpec(specs.map(spec => spec.replaceAll(/[,;\\]/g, String.raw`\$&`)).join(';'), device);

/** Whether the configuration keeps NetworkManager away from a device; undefined when a list selects by something else. */
export const isLeftAlone = (config: NetworkManagerConfig, device: Device): boolean | undefined => {
	const listed = isListed(config.unmanaged, device);
	if (listed !== false) {
		return listed;
	}
	// Of the sections that match, the first decides.
	for (const {match, isManaged} of config.devices) {
		const isMatch = isListed(match, device);
		if (isMatch !== false) {
			return isMatch === undefined ? undefined : !isManaged;
		}
	}
	return false;
};

/** The whole file of https://docs.rke2.io/known_issues#networkmanager: a shorter one takes devices out of it. */
export const excludeCniDevices = {
	text: 'printf "[keyfile]\\nunmanaged-devices=interface-name:flannel*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali\\n" > /etc/NetworkManager/conf.d/rke2-canal.conf',
	changes: 'node',
} as const;

/** RKE2's file names these; of other devices only a connection of NetworkManager's own is known to do harm. */
const isDocumented = (name: string): boolean =>
	/^(?:flannel|cali|tunl|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali)/.test(name);

/** Active with a connection, which brings addresses and routes of its own. */
const isOwned = ({state, isExternal}: ManagedDevice): boolean =>
	isExternal !== true && /^(?:connected|connecting|deactivating)/.test(state);

export interface ManagedDevices {
	/** Left alone by the configuration, but not in fact. */
	readonly notReloaded: readonly ManagedDevice[];
	/** With a connection of NetworkManager's own. */
	readonly managed: readonly ManagedDevice[];
	/** Known to NetworkManager and not left alone. */
	readonly tracked: readonly ManagedDevice[];
	/** Named by no file, where NetworkManager itself could not be asked. */
	readonly notExcluded: readonly string[];
}

/** Devices of the CNI that NetworkManager does not leave alone: what it does counts, what it is told only explains. */
export const managedDevices = (
	{
		devices,
		configuration,
	}: {readonly devices?: readonly ManagedDevice[]; readonly configuration: NetworkManagerConfig},
	links: readonly Link[],
): ManagedDevices => {
	const own = links.filter(({name}) => isClusterDevice(name));
	const isTold = (name: string): boolean =>
		own.some(link => link.name === name && isLeftAlone(configuration, link) === true);
	const live = (devices ?? []).filter(
		device =>
			device.state !== 'unmanaged' &&
			own.some(({name}) => name === device.name) &&
			(isDocumented(device.name) || isOwned(device)),
	);
	const untold = live.filter(({name}) => !isTold(name));
	return {
		notReloaded: live.filter(({name}) => isTold(name)),
		managed: untold.filter(isOwned),
		tracked: untold.filter(device => !isOwned(device)),
		// udev rules that NetworkManager ships keep it away from veth pairs.
		notExcluded:
			devices === undefined
				? own
						.filter(({name}) => isDocumented(name) && !isPodDevice(name))
						.filter(link => isLeftAlone(configuration, link) === false)
						.map(({name}) => name)
				: [],
	};
};
