import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {isSameAddress} from '../derive/cidr.ts';
import {type RegistrationServer, registrationServer} from '../derive/registration-server.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import {ipAddress} from './ip.address.ts';
import {type Rke2Configuration, rke2Configuration} from './rke2.configuration.ts';
import {rke2Service, type Service} from './rke2.service.ts';

export interface RegistrationContact extends RegistrationServer {
	readonly answer: PacketResult;
}

interface Needs {
	readonly configuration: Rke2Configuration;
	readonly addresses: readonly InterfaceAddress[];
	readonly services: readonly Service[];
}

/** The first server has none; a virtual address that a server has here needs no packet, one on an agent does. */
const askedServer = ({
	configuration: {settings},
	addresses,
	services,
}: Needs): RegistrationServer | undefined => {
	const server = registrationServer(settings);
	const isAgent = services.some(
		({id, activeState}) => id === 'rke2-agent.service' && activeState === 'active',
	);
	const isHere =
		server !== undefined && addresses.some(({address}) => isSameAddress(address, server.address));
	return isHere && !isAgent ? undefined : server;
};

const request = ({address, port}: RegistrationServer): Request => ({
	kind: 'packet',
	packet: 'tcp',
	address,
	port,
});

export const rke2Registration = defineProbe({
	id: 'rke2.registration',
	summary:
		'whether the address answers at which this node joins, where it is that of another machine or on an agent',
	needs: {configuration: rke2Configuration, addresses: ipAddress, services: rke2Service},
	requests: needs => {
		const server = askedServer(needs);
		return server === undefined ? [] : [request(server)];
	},
	parse: ([reply], needs): readonly RegistrationContact[] => {
		const server = askedServer(needs);
		if (server === undefined) {
			return [];
		}
		if (reply === undefined) {
			throw new Unavailable('not-recorded', `nobody asked ${server.url}`);
		}
		return [{...server, answer: packetOf(reply)}];
	},
});
