import {textIfFound, textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';

/** Who made this machine, by its firmware. */
export interface MachineVendor {
	readonly vendor: string;
	/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
	readonly isAmazon: boolean;
	/** Where a network filters by addresses that it gave out itself. */
	readonly cloud?: Cloud;
}

export type Cloud = 'alibaba' | 'amazon' | 'azure' | 'google' | 'openstack';

const files = [
	...['/sys/class/dmi/id/sys_vendor', '/sys/class/dmi/id/bios_version', '/sys/hypervisor/uuid'],
	...['/sys/class/dmi/id/product_name', '/sys/class/dmi/id/chassis_asset_tag'],
];

/** Every virtual machine of Azure has this asset tag, and no other Hyper-V: https://github.com/canonical/cloud-init/blob/main/tools/ds-identify */
const azureTag = '7783-7084-3265-9085-8269-3286-77';

/** Bundles of older versions have no name of the product. */
const optionalText = (reply: Reply | undefined): string =>
	reply?.status === 'answered' ? textOf(reply).trim() : '';

const cloudOf = (isAmazon: boolean, vendor: string, product: string, assetTag: string): Cloud | undefined => {
	if (isAmazon) {
		return 'amazon';
	}
	if (assetTag === azureTag) {
		return 'azure';
	}
	if (vendor === 'Google' || product === 'Google Compute Engine') {
		return 'google';
	}
	// https://github.com/canonical/cloud-init/blob/main/cloudinit/sources/DataSourceAliYun.py
	if (vendor === 'Alibaba Cloud' || product.startsWith('Alibaba Cloud')) {
		return 'alibaba';
	}
	return [vendor, product, assetTag].some(text => /^OpenStack|^OpenTelekomCloud$/.test(text))
		? 'openstack'
		: undefined;
};

export const systemVendor = defineProbe({
	id: 'system.vendor',
	summary: 'who made this machine: tells whether it is one of a cloud',
	requests: () => files.map(path => file(path)),
	parse: (replies): MachineVendor => {
		const [vendor, bios, hypervisor] = replies.slice(0, 3).map(reply => textIfFound(reply)?.trim());
		if (vendor === undefined && bios === undefined && hypervisor === undefined) {
			throw new Unavailable('not-found', 'the firmware of this machine tells nothing');
		}
		// Older instances run on Xen, which names itself as the vendor.
		const isAmazon =
			/^amazon/i.test(vendor ?? '') || /amazon$/i.test(bios ?? '') || /^ec2/i.test(hypervisor ?? '');
		const cloud = cloudOf(isAmazon, vendor ?? '', optionalText(replies[3]), optionalText(replies[4]));
		return {vendor: vendor ?? '', isAmazon, ...(cloud !== undefined && {cloud})};
	},
});
