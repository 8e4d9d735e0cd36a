import {defineProbe} from '../core/probe.ts';
import {contactOf} from '../derive/peer-contact.ts';
import {rke2Registration} from './rke2.registration.ts';
import {serviceContact} from './service.contact.ts';

export const rke2ServersReached = defineProbe({
	id: 'rke2.servers-reached',
	summary:
		'which addresses of servers answered: endpoints of the API, and where this node joins; none where none is known',
	wants: {contact: serviceContact, registration: rke2Registration},
	requests: () => [],
	parse: (_, __, {contact, registration}): readonly string[] =>
		[...(contact.ok ? contact.value.endpoints : []), ...(registration.ok ? registration.value : [])]
			.filter(({answer}) => contactOf(answer) === 'answers')
			.map(({address}) => address),
});
