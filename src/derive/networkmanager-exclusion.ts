import type {Link} from '../parsers/ip-link.ts';
import type {DeviceList, NetworkManagerConfig} from '../parsers/networkmanager-config.ts';
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
