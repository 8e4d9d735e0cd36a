import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {isSameAddress} from '../derive/cidr.ts';
import {type RegistrationServer, registrationServer} from '../derive/registration-server.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {ipAddress} from './ip.address.ts';
import {type Rke2Configuration, rke2Configuration} from './rke2.configuration.ts';

export interface RegistrationContact extends RegistrationServer {
	readonly answer: PacketResult;
}

/** The first server has none; a virtual address that is here needs no packet. */
const elsewhere = (
	{settings}: Rke2Configuration,
	addresses: readonly InterfaceAddress[],
): RegistrationServer | undefined => {
	const server = registrationServer(settings);
	return server === undefined || addresses.some(({address}) => isSameAddress(address, server.address))
		? undefined
		: server;
};

const request = ({address, port}: RegistrationServer): Request => ({
	kind: 'packet',
	packet: 'tcp',
	address,
	port,
});

export const rke2Registration = defineProbe({
	id: 'rke2.registration',
	summary: 'whether the address answers at which this node joins, where it is that of another machine',
	needs: {configuration: rke2Configuration, addresses: ipAddress},
	requests: ({configuration, addresses}) => {
		const server = elsewhere(configuration, addresses);
		return server === undefined ? [] : [request(server)];
	},
	parse: ([reply], {configuration, addresses}): readonly RegistrationContact[] => {
		const server = elsewhere(configuration, addresses);
		if (server === undefined) {
			return [];
		}
		if (reply === undefined) {
			throw new Unavailable('not-recorded', `nobody asked ${server.url}`);
		}
		return [{...server, answer: packetOf(reply)}];
	},
});
