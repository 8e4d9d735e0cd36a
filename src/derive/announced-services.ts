import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {holds} from './cidr.ts';

/** Where kube-proxy in ipvs mode keeps the addresses of services. */
const ofServices = 'kube-ipvs0';

/** An address of a service that lies in the network of an interface of this node, where machines ask for it by ARP. */
export interface AnnouncedService {
	readonly address: string;
	readonly device: string;
	/** The network of the interface. */
	readonly network: string;
}

/** Of IPv4; an address that an interface of the node has as well is none. */
export const announcedServices = (addresses: readonly InterfaceAddress[]): readonly AnnouncedService[] => {
	const own = addresses.filter(({family, link}) => family === 'ipv4' && link !== ofServices);
	return addresses
		.filter(({family, link}) => family === 'ipv4' && link === ofServices)
		.flatMap(({address}) => {
			const near = own.find(
				({address: local, prefixLength}) => prefixLength < 32 && holds(`${local}/${prefixLength}`, address),
			);
			return near === undefined || own.some(entry => entry.address === address)
				? []
				: [{address, device: near.link, network: `${near.address}/${near.prefixLength}`}];
		});
};
