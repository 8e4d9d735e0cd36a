import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type ServiceRules, serviceRulesOfBoth} from '../derive/service-rules.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

export interface BackendServices {
	readonly backend: 'nf_tables' | 'legacy';
	readonly rules: ServiceRules;
}

export const serviceRules = defineProbe({
	id: 'service.rules',
	summary: "what kube-proxy's iptables mode has written, per back-end of iptables",
	needs: {rules: netfilterIptables},
	requests: () => [],
	parse: (_, {rules}): readonly BackendServices[] => {
		const backends = serviceRulesOfBoth(rules);
		const isWhole = rules.nft !== undefined && rules.legacy !== undefined;
		if (!isWhole && !backends.some(backend => backend.rules.isHooked)) {
			throw new Unavailable('dependency', 'one of the two back-ends of iptables could not be read');
		}
		return backends;
	},
});
