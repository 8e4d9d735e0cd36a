import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {contactOf} from '../derive/peer-contact.ts';
import {type Neighbour, parseIpNeighbour} from '../parsers/ip-neighbour.ts';
import {peerUnderlayIpv6} from './peer.underlay-ipv6.ts';

export const ipNeighbourIpv6 = defineProbe({
	id: 'ip.neighbour-ipv6',
	summary: 'neighbours after the packets were sent, where one over IPv6 stays without an answer',
	needs: {contacts: peerUnderlayIpv6},
	requests: ({contacts}) =>
		contacts.some(({answer}) => ['silent', 'unclear'].includes(contactOf(answer)))
			? [{...command('ip', '-j', '-d', 'neigh', 'show'), sample: 'last'}]
			: [],
	parse: ([reply]): readonly Neighbour[] =>
		reply === undefined ? [] : parseIpNeighbour(textOf(reply)).filter(({address}) => address.includes(':')),
});
