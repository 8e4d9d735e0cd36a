import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type FlannelMasquerade, flannelMasqueradeIn} from '../derive/flannel-masquerade.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';

export const flannelMasqueradeIpv6 = defineProbe({
	id: 'flannel.masquerade-ipv6',
	summary:
		"flanneld's masquerading rules of IPv6, in either back-end of ip6tables; nothing where pods have no IPv6",
	needs: {rules: netfilterIp6tables},
	requests: () => [],
	parse: (_, {rules}): FlannelMasquerade | undefined => {
		const found = rules && flannelMasqueradeIn(rules);
		if (rules !== undefined && found === undefined) {
			throw new Unavailable('dependency', 'the table nat of one back-end of ip6tables could not be read');
		}
		return found;
	},
});
