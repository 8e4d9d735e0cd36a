import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {http} from '../core/request.ts';
import {parseCiliumRedirects} from '../parsers/cilium-redirects.ts';
import {ciliumConfiguration} from './cilium.configuration.ts';
import {ciliumSocketPath} from './cilium.socket.ts';

/** Not asked for where the agents are told to have none. */
export const ciliumRedirects = defineProbe({
	id: 'cilium.redirects',
	summary: 'the CiliumLocalRedirectPolicies that the agent of this node carries out',
	needs: {configuration: ciliumConfiguration},
	requests: ({configuration}) =>
		configuration['enable-local-redirect-policy'] === 'true'
			? [http('http://localhost/v1/lrp', ciliumSocketPath)]
			: [],
	parse: ([reply]) => {
		if (reply === undefined) {
			return [];
		}
		const text = textOf(reply);
		if (reply.code !== undefined && reply.code !== 200) {
			throw new Unavailable('refused', `${ciliumSocketPath}: HTTP ${reply.code}`);
		}
		return parseCiliumRedirects(text);
	},
});
