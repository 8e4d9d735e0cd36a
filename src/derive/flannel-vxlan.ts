import type {Subject} from '../core/check.ts';
import type {Environment, IpFamily} from '../core/environment.ts';
import type {Link} from '../parsers/ip-link.ts';
import {thisNode} from './this-node.ts';

/** Where flannel keeps the overlay of one family, whether the device exists or not. */
export interface FlannelDevice {
	readonly family: IpFamily;
	readonly name: string;
	/** Carries the family that comes first: without it nothing else on this node reaches other nodes' pods. */
	readonly isPrimary: boolean;
	readonly link?: Link;
}

const pattern = /^flannel(?:-v6)?\.(\d+)$/;

/** The VNI that flannel puts into the name of its device; undefined for any other device. */
export const vniInName = (name: string): number | undefined => {
	const [, digits] = pattern.exec(name) ?? [];
	return digits === undefined ? undefined : Number(digits);
};

export const flannelDeviceName = (family: IpFamily, vni: number): string =>
	`${family === 'ipv4' ? 'flannel' : 'flannel-v6'}.${vni}`;

/** Whether a device, by its name, is flannel's for that family, whatever its VNI. */
export const isFlannelDevice = (name: string, family: IpFamily): boolean =>
	pattern.test(name) && name.startsWith('flannel-v6') === (family === 'ipv6');

/** One device for each family of the cluster; none where the backend is not VXLAN. */
export const flannelDevicesOf = (
	{overlayDevice, families}: Environment,
	links: readonly Link[],
): readonly FlannelDevice[] => {
	const vni = vniInName(overlayDevice.value ?? '');
	const ofDevice: IpFamily = overlayDevice.value?.includes('-v6') === true ? 'ipv6' : 'ipv4';
	return vni === undefined
		? []
		: (families.value ?? [ofDevice]).map((family, index) => {
				const name = flannelDeviceName(family, vni);
				const link = links.find(candidate => candidate.name === name);
				return {family, name, isPrimary: index === 0, ...(link !== undefined && {link})};
			});
};

/** What breaks with a device: everything on this node, or only what goes through the second family. */
export const brokenBy = (device: FlannelDevice, environment: Environment): readonly Subject[] =>
	device.isPrimary ? [thisNode(environment)] : [{kind: 'Interface', name: device.name}];
