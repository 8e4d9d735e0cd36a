import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {firstServiceAddress} from './first-service-address.ts';
import type {PodFlow, PodPlace} from './pod-flows.ts';

/** The device of kube-proxy's ipvs mode, which has the addresses of services. */
const ipvsDevice = 'kube-ipvs0';

/** First packets of a pod for services in ipvs mode: this node has their addresses, so they come in, and are sent on from there. */
export const ipvsFlowsOf = (
	{address: source, device: incoming}: PodPlace,
	addresses: readonly InterfaceAddress[],
	{services: ranges, dns}: {readonly services: readonly string[]; readonly dns: readonly string[]},
): readonly PodFlow[] => {
	const held = new Set(addresses.filter(({link}) => link === ipvsDevice).map(({address}) => address));
	const wanted = [
		{way: 'to-api', destination: firstServiceAddress(ranges), protocol: 'tcp', port: 443},
		{way: 'to-dns', destination: dns.find(address => !address.includes(':')), protocol: 'udp', port: 53},
	] as const;
	return wanted.flatMap(({way, destination, ...service}): readonly PodFlow[] =>
		destination === undefined || !held.has(destination)
			? []
			: [
					{
						way,
						packet: {...service, way: 'in', family: 'ipv4', isToLocal: true, source, destination, incoming},
					},
				],
	);
};
