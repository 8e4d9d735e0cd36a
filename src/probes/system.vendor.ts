import {textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

/** Who made this machine, by its firmware. */
export interface MachineVendor {
	readonly vendor: string;
	/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
	readonly isAmazon: boolean;
}

const files = ['/sys/class/dmi/id/sys_vendor', '/sys/class/dmi/id/bios_version', '/sys/hypervisor/uuid'];

export const systemVendor = defineProbe({
	id: 'system.vendor',
	summary: 'who made this machine: tells whether it is one of a cloud',
	requests: () => files.map(path => file(path)),
	parse: (replies): MachineVendor => {
		const [vendor, bios, hypervisor] = replies.map(reply => textIfFound(reply)?.trim());
		if (vendor === undefined && bios === undefined && hypervisor === undefined) {
			throw new Unavailable('not-found', 'the firmware of this machine tells nothing');
		}
		// Older instances run on Xen, which names itself as the vendor.
		const isAmazon =
			/^amazon/i.test(vendor ?? '') || /amazon$/i.test(bios ?? '') || /^ec2/i.test(hypervisor ?? '');
		return {vendor: vendor ?? '', isAmazon};
	},
});
