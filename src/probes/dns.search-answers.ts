import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {type DnsContact, dnsContact} from './dns.contact.ts';
import {dnsHostResolvers, type HostResolvers} from './dns.host-resolvers.ts';

/** What a name of the cluster becomes with a search domain of the node behind it, and what is answered to that. */
export interface SearchAnswer {
	readonly domain: string;
	readonly question: string;
	readonly answer: PacketResult;
}

interface Sources {
	readonly contact: DnsContact;
	readonly host: HostResolvers;
}

const mostDomains = 2;

/** Pods get the search domains of the node behind those of the cluster; `.` is none. */
const questionsOf = ({contact, host}: Sources): readonly (readonly [domain: string, question: string])[] =>
	(host.kubelet?.settings.searches ?? [])
		.map(domain => domain.replace(/\.$/, '').toLowerCase())
		.filter(domain => /^[a-z0-9](?:[a-z0-9._-]{0,120}[a-z0-9])?$/.test(domain))
		.slice(0, mostDomains)
		.map(domain => [domain, `${contact.question}.${domain}`]);

const isAnswering = ({contact}: Sources): boolean => contact.service.result === 'answered';

export const dnsSearchAnswers = defineProbe({
	id: 'dns.search-answers',
	summary: 'whether names of the cluster exist below the first two search domains of this node',
	needs: {contact: dnsContact, host: dnsHostResolvers},
	requests: sources =>
		(isAnswering(sources) ? questionsOf(sources) : []).map(
			([, name]): Request => ({
				kind: 'packet',
				packet: 'dns',
				server: sources.contact.address,
				name,
				transport: 'udp',
			}),
		),
	parse: (replies, sources): readonly SearchAnswer[] => {
		const questions = questionsOf(sources);
		if (questions.length > 0 && !isAnswering(sources)) {
			throw new Unavailable('dependency', 'the cluster DNS does not answer');
		}
		return questions.map(([domain, question], index) => ({
			domain,
			question,
			answer: packetOf(replies[index]),
		}));
	},
});
