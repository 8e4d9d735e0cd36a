import {isIP} from 'node:net';
import {present} from './json-value.ts';

/** An address that the IPAM plugin host-local has given out on this node. */
export interface HostLocalLease {
	readonly containerId: string;
	/** Absent in leases of plugins before 0.8.5. */
	readonly interfaceName?: string;
}

/** CNI networks of Canal and of Flannel, the two that use host-local on RKE2. */
export const hostLocalNetworks: readonly string[] = ['k8s-pod-network', 'cbr0'];

/** A lease file: the container's id and, on a second line, the name of the interface. */
export const parseHostLocalLease = (text: string): HostLocalLease => {
	const [containerId = '', interfaceName] = text.trim().split(/[\r\n]+/);
	if (!/^[\w.-]+$/.test(containerId)) {
		throw new Error(`expected the id of a container, got ${JSON.stringify(containerId.slice(0, 60))}`);
	}
	return {containerId, ...present({interfaceName: interfaceName?.trim() || undefined})};
};

/** The address that a file of the lease directory stands for; none for `lock` and `last_reserved_ip.0`. */
export const leasedAddress = (fileName: string): string | undefined =>
	isIP(fileName) === 0 ? undefined : fileName;
