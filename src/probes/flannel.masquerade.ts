import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type FlannelMasquerade, flannelMasqueradeIn} from '../derive/flannel-masquerade.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

export const flannelMasquerade = defineProbe({
	id: 'flannel.masquerade',
	summary: "flanneld's masquerading rules, in either back-end of iptables",
	needs: {rules: netfilterIptables},
	requests: () => [],
	parse: (_, {rules}): FlannelMasquerade => {
		const found = flannelMasqueradeIn(rules);
		if (found === undefined) {
			throw new Unavailable('dependency', 'the table nat of one back-end of iptables could not be read');
		}
		return found;
	},
});
