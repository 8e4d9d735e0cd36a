import {packetOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult} from '../core/request.ts';
import {dnsContact} from './dns.contact.ts';

export interface DnsProtocols {
	/** The service address of the cluster DNS. */
	readonly address: string;
	readonly question: string;
	readonly udp: PacketResult;
	readonly tcp: PacketResult;
	/** How a CoreDNS pod answered the same question directly, over UDP; absent where none was asked. */
	readonly direct: readonly PacketResult[];
}

export const dnsContactTcp = defineProbe({
	id: 'dns.contact-tcp',
	summary: 'whether the cluster DNS answers on its service address over TCP as it does over UDP',
	needs: {contact: dnsContact},
	requests: ({contact: {address, question}}) => [
		{kind: 'packet', packet: 'dns', server: address, name: question, transport: 'tcp'},
	],
	parse: ([reply], {contact: {address, question, service, endpoints}}): DnsProtocols => ({
		address,
		question,
		udp: service,
		tcp: packetOf(reply),
		direct: endpoints.flatMap(({answer}) => answer ?? []),
	}),
});
