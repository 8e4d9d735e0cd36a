import type {Subject} from '../core/check.ts';
import type {Environment, IpFamily} from '../core/environment.ts';
import type {Link} from '../parsers/ip-link.ts';
import {thisNode} from './this-node.ts';

/** Where flannel or Calico keeps the overlay of one family, whether the device exists or not. */
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

/** Names of Calico's devices hold no VNI. */
const calicoNames: Readonly<Record<IpFamily, string>> = {ipv4: 'vxlan.calico', ipv6: 'vxlan-v6.calico'};

const devicesNamed = (
	nameOf: (family: IpFamily) => string,
	families: readonly IpFamily[],
	links: readonly Link[],
): readonly FlannelDevice[] =>
	families.map((family, index) => {
		const name = nameOf(family);
		const link = links.find(candidate => candidate.name === name);
		return {family, name, isPrimary: index === 0, ...(link !== undefined && {link})};
	});

/** One device for each family of the cluster; none where the backend is not VXLAN. */
export const flannelDevicesOf = (
	{overlayDevice, families, backend}: Environment,
	links: readonly Link[],
): readonly FlannelDevice[] => {
	const name = overlayDevice.value ?? '';
	const ofCalico = (['ipv4', 'ipv6'] as const).find(family => calicoNames[family] === name);
	if (ofCalico !== undefined) {
		return backend.value === 'vxlan'
			? devicesNamed(family => calicoNames[family], families.value ?? [ofCalico], links)
			: [];
	}
	const vni = vniInName(name);
	const ofDevice: IpFamily = overlayDevice.value?.includes('-v6') === true ? 'ipv6' : 'ipv4';
	return vni === undefined
		? []
		: devicesNamed(family => flannelDeviceName(family, vni), families.value ?? [ofDevice], links);
};

/** What breaks with a device: everything on this node, or only what goes through the second family. */
export const brokenBy = (device: FlannelDevice, environment: Environment): readonly Subject[] =>
	device.isPrimary ? [thisNode(environment)] : [{kind: 'Interface', name: device.name}];
