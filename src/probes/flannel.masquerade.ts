import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

/** How packets of pods that leave the cluster are masqueraded. */
export interface FlannelMasquerade {
	/** flanneld's rules are there. */
	readonly hasRules: boolean;
	/** The chain is there that flanneld makes for them. */
	readonly hasChain: boolean;
	/** A rule of POSTROUTING leads to them. */
	readonly isReached: boolean;
	/** Rules of POSTROUTING in the table nat, as they are printed. */
	readonly postrouting: readonly string[];
}

/** The comment that flanneld gives its rules: pkg/trafficmngr/iptables/iptables.go in https://github.com/flannel-io/flannel */
const isOfFlannel = (text: string): boolean => text.includes('flanneld masq');

export const flannelMasquerade = defineProbe({
	id: 'flannel.masquerade',
	summary: "flanneld's masquerading rules, in either back-end of iptables",
	needs: {rules: netfilterIptables},
	requests: () => [],
	parse: (_, {rules: {nft, legacy}}): FlannelMasquerade => {
		const chains = [nft, legacy].flatMap(
			ruleset => ruleset?.tables.find(({name}) => name === 'nat')?.chains ?? [],
		);
		const postrouting = chains
			.filter(({name}) => name === 'POSTROUTING')
			.flatMap(({rules}) => rules.map(({text}) => `-A POSTROUTING ${text}`));
		const hasRules = chains.some(({rules}) =>
			rules.some(({text, target}) => target === 'MASQUERADE' && isOfFlannel(text)),
		);
		const isReached = postrouting.some(isOfFlannel);
		const isUnread =
			nft === undefined || legacy === undefined || nft.incompatibleTables.some(name => name.includes('nat'));
		if (isUnread && !(hasRules && isReached)) {
			throw new Unavailable('dependency', 'the table nat of one back-end of iptables could not be read');
		}
		const hasChain = chains.some(({name}) => name === 'FLANNEL-POSTRTG');
		return {hasRules, hasChain, isReached, postrouting};
	},
});
