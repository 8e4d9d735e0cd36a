import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {dnsContact} from './dns.contact.ts';
import {peerPlan} from './peer.plan.ts';
import type {EndpointContact} from './service.contact.ts';

export const dnsEndpointAnswers = defineProbe({
	id: 'dns.endpoint-answers',
	summary:
		'which CoreDNS endpoints answer; none where none could be asked, and peers have addresses in the overlay',
	needs: {plan: peerPlan},
	wants: {contact: dnsContact},
	requests: () => [],
	parse: (_, {plan}, {contact}): readonly EndpointContact[] => {
		if (!contact.ok && plan.peers.every(({overlay}) => overlay === undefined)) {
			throw new Unavailable(
				'dependency',
				'neither an address of a peer in the overlay nor a CoreDNS pod could be asked',
			);
		}
		return contact.ok ? contact.value.endpoints : [];
	},
});
