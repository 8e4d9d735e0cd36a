import type {Link} from '../parsers/ip-link.ts';
import {firstServiceAddress} from './first-service-address.ts';
import type {Packet} from './packet.ts';
import type {PodPlace} from './pod-flows.ts';

/** The first packet to a service that everything needs, not yet translated. */
export interface ServicePacket {
	readonly from: 'pods' | 'this node';
	readonly service: 'the cluster DNS' | 'the API';
	readonly address: string;
	readonly protocol: 'tcp' | 'udp';
	readonly port: number;
	readonly packet: Packet;
}

/** NodeLocal DNSCache takes questions to itself: https://github.com/kubernetes/dns/tree/master/cmd/node-cache */
const hasDnsCache = (links: readonly Link[]): boolean => links.some(({name}) => name === 'nodelocaldns');

/**
 * Of IPv4: from a pod of this node, where there is one, and from this node itself.
 * @param own addresses of this node: in ipvs mode those of services are among them
 */
export const servicePackets = (
	pod: PodPlace | undefined,
	ranges: {readonly dns: readonly string[]; readonly services: readonly string[]},
	links: readonly Link[],
	own: readonly {readonly address: string}[] = [],
): readonly ServicePacket[] => {
	const dns = hasDnsCache(links) ? undefined : ranges.dns.find(ip => !ip.includes(':'));
	const services = [
		{service: 'the cluster DNS', address: dns, protocol: 'udp', port: 53},
		{service: 'the API', address: firstServiceAddress(ranges.services), protocol: 'tcp', port: 443},
	] as const;
	return services.flatMap(({service, address, protocol, port}): readonly ServicePacket[] => {
		if (address === undefined) {
			return [];
		}
		const isToLocal = own.some(one => one.address === address);
		const common = {family: 'ipv4', protocol, port, destination: address, isToLocal} as const;
		const target = {service, address, protocol, port};
		const ofPod: readonly ServicePacket[] =
			pod === undefined
				? []
				: [
						{
							from: 'pods',
							...target,
							packet: {
								...common,
								...{way: 'through', source: pod.address, incoming: pod.device, outgoing: undefined},
							},
						},
					];
		return [
			...ofPod,
			{from: 'this node', ...target, packet: {...common, way: 'out', source: undefined, outgoing: undefined}},
		];
	});
};
