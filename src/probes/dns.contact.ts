import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Request} from '../core/request.ts';
import type {ServiceContact} from './service.contact.ts';
import {type CoreServices, serviceEndpoints} from './service.endpoints.ts';

/** What the cluster DNS answers to a question that it can answer by itself. */
export interface DnsContact extends ServiceContact {
	/** The name that was asked for. */
	readonly question: string;
	/** How many endpoints there are; at most 8 are asked. */
	readonly total: number;
}

const mostEndpoints = 8;

const serversOf = ({dns}: CoreServices): readonly string[] =>
	dns === undefined
		? []
		: [dns.address, ...dns.endpoints.slice(0, mostEndpoints).map(({address}) => address)];

const questionOf = ({domain}: CoreServices): string => `kubernetes.default.svc.${domain}`;

export const dnsContact = defineProbe({
	id: 'dns.contact',
	summary: 'whether the cluster DNS answers on its service address, and on at most 8 CoreDNS endpoints',
	needs: {services: serviceEndpoints},
	requests: ({services}) =>
		serversOf(services).map(
			(server): Request => ({
				kind: 'packet',
				packet: 'dns',
				server,
				name: questionOf(services),
				transport: 'udp',
			}),
		),
	parse: (replies, {services}): DnsContact => {
		const {dns} = services;
		const [first, ...others] = replies;
		if (dns === undefined || first === undefined) {
			throw new Unavailable('dependency', 'the service of the cluster DNS is not known');
		}
		const {name, address, port, endpoints} = dns;
		return {
			name,
			address,
			port,
			service: packetOf(first),
			endpoints: endpoints.slice(0, mostEndpoints).map((endpoint, index) => {
				const reply = others[index];
				return reply?.status === 'answered' ? {...endpoint, answer: packetOf(reply)} : endpoint;
			}),
			question: questionOf(services),
			total: endpoints.length,
		};
	},
});
