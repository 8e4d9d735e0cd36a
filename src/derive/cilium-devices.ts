import type {CiliumStatus} from '../parsers/cilium-status.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import {isSameAddress} from './cidr.ts';

/** Interfaces that carry the programs of Cilium's replacement of kube-proxy; undefined where kube-proxy serves. */
export const ciliumDevicesOf = ({kubeProxyReplacement}: CiliumStatus): readonly string[] | undefined =>
	kubeProxyReplacement === undefined || !/^(true|strict)$/i.test(kubeProxyReplacement.mode)
		? undefined
		: // Cilium names its own interfaces and their addresses in the list of some versions: only the name counts.
			kubeProxyReplacement.devices.map(device => device.split(' ')[0] ?? device);

/** With bpf.masquerade: true. */
export const isMasqueradedByPrograms = ({masquerading}: CiliumStatus): boolean =>
	masquerading?.ipv4 === true && masquerading.mode?.toLowerCase() === 'bpf';

/** The first address of the node that is on an interface without programs. */
export const addressWithoutPrograms = (
	devices: readonly string[],
	internalIps: readonly string[],
	addresses: readonly InterfaceAddress[],
	links: readonly Link[],
): {readonly address: string; readonly device: string} | undefined => {
	for (const address of internalIps) {
		const device = addresses.find(candidate => isSameAddress(candidate.address, address))?.link;
		const kind = links.find(({name}) => name === device)?.kind;
		// Packets for an address of lo or a dummy arrive by another interface.
		if (device !== undefined && device !== 'lo' && kind !== 'dummy' && !devices.includes(device)) {
			return {address, device};
		}
	}
	return undefined;
};
