import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {type CoreServices, type ServiceEndpoint, serviceEndpoints} from './service.endpoints.ts';

export interface EndpointContact extends ServiceEndpoint {
	/** Absent where nothing could be sent. */
	readonly answer?: PacketResult;
}

/** What a service address and the endpoints behind it answer. */
export interface ServiceContact {
	readonly name: string;
	readonly address: string;
	readonly port: number;
	readonly service: PacketResult;
	readonly endpoints: readonly EndpointContact[];
}

const mostServers = 5;

const tcp = ({address, port}: {readonly address: string; readonly port: number}): Request => ({
	kind: 'packet',
	packet: 'tcp',
	address,
	port,
});

const targetsOf = ({api}: CoreServices): readonly ServiceEndpoint[] =>
	api === undefined ? [] : [api, ...api.endpoints.slice(0, mostServers)];

export const serviceContact = defineProbe({
	id: 'service.contact',
	summary: 'whether the API answers on its service address, and on at most 5 of its endpoints',
	needs: {services: serviceEndpoints},
	requests: ({services}) => targetsOf(services).map(tcp),
	parse: (replies, {services}): ServiceContact => {
		const {api} = services;
		const [first, ...others] = replies;
		if (api === undefined || first === undefined) {
			throw new Unavailable('dependency', 'the service address of the API is not known');
		}
		const {name, address, port} = api;
		return {
			name,
			address,
			port,
			service: packetOf(first),
			endpoints: api.endpoints.slice(0, mostServers).map((endpoint, index) => {
				const reply = others[index];
				return reply?.status === 'answered' ? {...endpoint, answer: packetOf(reply)} : endpoint;
			}),
		};
	},
});
