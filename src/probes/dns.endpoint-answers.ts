import {defineProbe} from '../core/probe.ts';
import {dnsContact} from './dns.contact.ts';
import type {EndpointContact} from './service.contact.ts';

export const dnsEndpointAnswers = defineProbe({
	id: 'dns.endpoint-answers',
	summary: 'which CoreDNS endpoints answer; none where none could be asked',
	wants: {contact: dnsContact},
	requests: () => [],
	parse: (_, __, {contact}): readonly EndpointContact[] => (contact.ok ? contact.value.endpoints : []),
});
