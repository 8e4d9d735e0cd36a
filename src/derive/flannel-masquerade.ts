import type {BackendRules} from './netfilter-hooks.ts';

/** How packets of pods that leave the cluster are masqueraded, for one family. */
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

/** flanneld's rules in either back-end of iptables; undefined where they are not in the one that could be read. */
export const flannelMasqueradeIn = ({nft, legacy}: BackendRules): FlannelMasquerade | undefined => {
	const chains = [nft, legacy].flatMap(
		ruleset => ruleset?.tables.find(({name}) => name === 'nat')?.chains ?? [],
	);
	const postrouting = chains
		.filter(({name}) => name === 'POSTROUTING')
		.flatMap(({rules}) => rules.map(({text}) => `-A POSTROUTING ${text}`));
	const hasRules = chains.some(({rules}) =>
		// Another one is for what comes from outside.
		rules.some(({text, target}) => target === 'MASQUERADE' && isOfFlannel(text) && !text.startsWith('! -s ')),
	);
	const isReached = postrouting.some(isOfFlannel);
	const isUnread =
		nft === undefined || legacy === undefined || nft.incompatibleTables.some(name => name.includes('nat'));
	const hasChain = chains.some(({name}) => name === 'FLANNEL-POSTRTG');
	return isUnread && !(hasRules && isReached) ? undefined : {hasRules, hasChain, isReached, postrouting};
};

/** Whether flanneld is told to masquerade; it is in all charts of RKE2. */
export const isMasqueradeAsked = (commandLine: string | undefined): boolean =>
	/ -{1,2}ip-masq(?:=true)?(?: |$)/.test(commandLine ?? ' --ip-masq');
