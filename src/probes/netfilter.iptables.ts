import {textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, file, type Reply} from '../core/request.ts';
import {type IptablesRuleset, parseIptablesSave} from '../parsers/iptables-save.ts';

/** IPv4 rules of iptables' two back-ends, which the kernel applies one after the other; absent is what could not be read. */
export interface IptablesRules {
	readonly nft?: IptablesRuleset;
	readonly legacy?: IptablesRuleset;
}

const none: IptablesRuleset = {tables: [], incompatibleTables: []};

/** Where reading would first load the back-end there is nothing to read. */
const rulesetIn = (reply: Reply | undefined): IptablesRuleset | undefined => {
	if (reply?.status === 'unanswered') {
		return reply.reason === 'would-change-node' ? none : undefined;
	}
	return parseIptablesSave(textOf(reply));
};

/** Lists the legacy tables in use; it is there only with the legacy back-end. */
const tableNames = '/proc/net/ip_tables_names';
const hasNoLegacyTables = (reply: Reply | undefined): boolean =>
	textIfFound(reply)?.trim() === '' || isMissing(reply);
const isMissing = (reply: Reply | undefined): boolean =>
	reply?.status === 'unanswered' && reply.reason === 'not-found';

export const netfilterIptables = defineProbe({
	id: 'netfilter.iptables',
	summary: 'IPv4 rules of both back-ends of iptables, with counters',
	requests: () => [
		command('iptables-nft-save', '-c'),
		command('iptables-legacy-save', '-c'),
		file(tableNames),
	],
	parse: ([nftReply, legacyReply, names]): IptablesRules => {
		const nft = rulesetIn(nftReply);
		const legacy = isMissing(legacyReply) && hasNoLegacyTables(names) ? none : rulesetIn(legacyReply);
		if (nft === undefined && legacy === undefined) {
			textOf(nftReply);
		}
		return {...(nft !== undefined && {nft}), ...(legacy !== undefined && {legacy})};
	},
});
