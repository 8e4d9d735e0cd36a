import {textIfFound, textOf} from '../core/evidence.ts';
import {command, file, type Reply, type Request} from '../core/request.ts';
import {type IptablesRuleset, parseIptablesSave} from '../parsers/iptables-save.ts';
import type {BackendRules} from './netfilter-hooks.ts';

const none: IptablesRuleset = {tables: [], incompatibleTables: []};

/** Where reading would first load the back-end there is nothing to read. */
const rulesetIn = (reply: Reply | undefined): IptablesRuleset | undefined => {
	if (reply?.status === 'unanswered') {
		return reply.reason === 'would-change-node' ? none : undefined;
	}
	return parseIptablesSave(textOf(reply));
};

const isMissing = (reply: Reply | undefined): boolean =>
	reply?.status === 'unanswered' && reply.reason === 'not-found';
const hasNoLegacyTables = (reply: Reply | undefined): boolean =>
	textIfFound(reply)?.trim() === '' || isMissing(reply);

/** What tells the rules of both back-ends; the file lists the legacy tables in use, and is there only with that back-end. */
export const backendRequests = (program: 'iptables' | 'ip6tables'): readonly Request[] => [
	command(`${program}-nft-save`, '-c'),
	command(`${program}-legacy-save`, '-c'),
	file(`/proc/net/${program.replace('tables', '_tables')}_names`),
];

/** Replies in the order of the requests; absent is what could not be read, an error where that is all. */
export const backendRulesIn = ([nftReply, legacyReply, names]: readonly Reply[]): BackendRules => {
	const nft = rulesetIn(nftReply);
	const legacy = isMissing(legacyReply) && hasNoLegacyTables(names) ? none : rulesetIn(legacyReply);
	if (nft === undefined && legacy === undefined) {
		textOf(nftReply);
	}
	return {...(nft !== undefined && {nft}), ...(legacy !== undefined && {legacy})};
};
