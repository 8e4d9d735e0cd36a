import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumRedirects} from '../parsers/cilium-redirects.ts';
import {ciliumConfiguration} from './cilium.configuration.ts';
import {ciliumAnswer, ciliumSocketPath} from './cilium.socket.ts';

/** Not asked for where the agents are told to have none. */
export const ciliumRedirects = defineProbe({
	id: 'cilium.redirects',
	summary: 'the CiliumLocalRedirectPolicies that the agent of this node carries out',
	needs: {configuration: ciliumConfiguration},
	requests: ({configuration}) =>
		configuration['enable-local-redirect-policy'] === 'true'
			? [http('http://localhost/v1/lrp', ciliumSocketPath)]
			: [],
	parse: ([reply]) => (reply === undefined ? [] : parseCiliumRedirects(ciliumAnswer(reply))),
});
