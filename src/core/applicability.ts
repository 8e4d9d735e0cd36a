import {isVersionInRange} from '../parsers/rke2-version.ts';
import type {Applicability} from './check.ts';
import type {Environment, Fact} from './environment.ts';

export type Applies =
	| {readonly applies: true}
	| {readonly applies: false; readonly why: string}
	| {readonly applies: 'undecided'; readonly why: string};

const applies: Applies = {applies: true};
const cannotTell = 'cannot tell whether RKE2 is installed';

/** Whether a check is about this node. Three-valued: what cannot be decided is neither run nor dismissed. */
export const judgeApplicability = (when: Applicability = {}, environment: Environment): Applies => {
	if (environment.installation.value !== 'rke2') {
		return environment.installation.value === undefined
			? {applies: 'undecided', why: environment.installation.undecided ?? cannotTell}
			: {applies: false, why: 'not an RKE2 node'};
	}
	const verdicts = [
		among('CNI', when.cni, environment.cni),
		among('role', when.role, environment.role),
		among('kind of server', when.serverKind, environment.serverKind),
		among('backend', when.backend, environment.backend),
		among('data plane', when.dataplane, environment.dataplane),
		among('BGP', when.bgp === undefined ? undefined : [when.bgp], environment.bgp),
		among('kube-proxy mode', when.kubeProxy, environment.kubeProxy),
		among('Multus', when.multus === undefined ? undefined : [when.multus], environment.multus),
		withFamily(when.family, environment.families),
		inRange(when.rke2, environment.rke2Version),
	];
	return (
		verdicts.find(verdict => verdict.applies === false) ??
		verdicts.find(verdict => verdict.applies === 'undecided') ??
		applies
	);
};

const among = <Value>(name: string, wanted: readonly Value[] | undefined, fact: Fact<Value>): Applies => {
	if (wanted === undefined) {
		return applies;
	}
	if (fact.value === undefined) {
		return {applies: 'undecided', why: `${name} unknown${fact.undecided ? `: ${fact.undecided}` : ''}`};
	}
	return wanted.includes(fact.value)
		? applies
		: {applies: false, why: `${name} is ${fact.value}, not ${wanted.join(' or ')}`};
};

const withFamily = (family: Applicability['family'], families: Environment['families']): Applies => {
	if (family === undefined) {
		return applies;
	}
	if (families.value === undefined) {
		return {applies: 'undecided', why: 'IP families unknown'};
	}
	return families.value.includes(family) ? applies : {applies: false, why: `the cluster has no ${family}`};
};

const inRange = (range: readonly string[] | undefined, version: Fact<string>): Applies => {
	if (range === undefined) {
		return applies;
	}
	if (version.value === undefined) {
		return {applies: 'undecided', why: `RKE2 version unknown, needed for ${range.join(', ')}`};
	}
	try {
		return isVersionInRange(version.value, range)
			? applies
			: {applies: false, why: `RKE2 is ${version.value}, the rule is for ${range.join(', ')}`};
	} catch (error) {
		// A kubelet of another distribution names its version in its own way.
		return {applies: 'undecided', why: `RKE2 version: ${(error as Error).message}`};
	}
};
