import type {IptablesRule} from '../parsers/iptables-save.ts';
import type {BackendRules} from './netfilter-hooks.ts';

/** The cluster's own chains leave no mark on what the node itself sends. */
const isOfCluster = (chain: string): boolean => /^(?:KUBE|cali|CNI|FLANNEL)-|^CILIUM_/.test(chain);

/** The same of a rule as walks tell it: `-t mangle -A CHAIN …`. */
export const isSetByCluster = (rule: string): boolean =>
	isOfCluster(/^-t \w+ -A (\S+) /.exec(rule)?.[1] ?? '');

/** Rules that set a mark in chains which are not the cluster's own. */
export const marksOutsideCluster = ({nft, legacy}: BackendRules): readonly IptablesRule[] =>
	[nft, legacy]
		.flatMap(ruleset => ruleset?.tables ?? [])
		.flatMap(({chains}) => chains.filter(({name}) => !isOfCluster(name)))
		.flatMap(({rules}) => rules.filter(({target}) => /MARK$/.test(target ?? '')));
