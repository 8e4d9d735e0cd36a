import type {DeviceFeatures} from '../parsers/ethtool-features.ts';

/** Drivers known to damage what VXLAN carries: https://github.com/rancher/rke2/issues/6307, https://github.com/kubernetes-sigs/kubespray/issues/8992 */
const damagingDrivers: readonly string[] = ['vmxnet3'];

export const isDamagingDriver = (driver: string | undefined): driver is string =>
	driver !== undefined && damagingDrivers.includes(driver);

/** Whether the kernel is older than the mend of VXLAN checksum offload, which came after 5.7: https://docs.rke2.io/known_issues#calico-with-vxlan-encapsulation */
export const hasChecksumBug = (release: string): boolean => {
	const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
	return major !== undefined && (Number(major) < 5 || (Number(major) === 5 && Number(minor) <= 7));
};

/** Whether a feature of a device is on; undefined where it was not read. */
export const isFeatureOn = (
	devices: readonly DeviceFeatures[],
	link: string,
	feature: string,
): boolean | undefined => devices.find(device => device.link === link)?.features[feature]?.isOn;

/** Segmentation of encapsulated packets in hardware. */
export const tunnelOffloads = ['tx-udp_tnl-segmentation', 'tx-udp_tnl-csum-segmentation'] as const;
