import type {Applicability} from './check.ts';
import type {Environment, Fact} from './environment.ts';

export type Applies =
	| {readonly applies: true}
	| {readonly applies: false; readonly why: string}
	| {readonly applies: 'undecided'; readonly why: string};

const applies: Applies = {applies: true};

/** Whether a check is about this node. Three-valued: what cannot be decided is neither run nor dismissed. */
export const judgeApplicability = (when: Applicability = {}, environment: Environment): Applies => {
	if (environment.installation.value !== 'rke2') {
		return environment.installation.value === undefined
			? {applies: 'undecided', why: 'cannot tell whether RKE2 is installed'}
			: {applies: false, why: 'not an RKE2 node'};
	}
	const verdicts = [
		among('CNI', when.cni, environment.cni),
		among('role', when.role, environment.role),
		among('kind of server', when.serverKind, environment.serverKind),
		among('backend', when.backend, environment.backend),
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

const among = <Value>(
	name: string,
	wanted: readonly Value[] | undefined,
	fact: Fact<Value>,
): Applies => {
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

const withFamily = (
	family: Applicability['family'],
	families: Environment['families'],
): Applies => {
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
	const outside = range.map(bound => ({bound, inside: isWithin(version.value, bound)}));
	const undecided = outside.find(({inside}) => inside === undefined);
	if (undecided !== undefined) {
		return {applies: 'undecided', why: `RKE2 version unknown, needed for ${undecided.bound}`};
	}
	const failed = outside.find(({inside}) => inside === false);
	return failed === undefined
		? applies
		: {applies: false, why: `RKE2 is ${version.value}, the rule is for ${failed.bound}`};
};

type Triple = readonly [number, number, number];

const versionOf = (text: string): Triple | undefined => {
	const match = /v?(\d+)\.(\d+)\.(\d+)/.exec(text);
	return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
};

/** `>=1.33.6` or `<1.34.2` against `v1.35.7+rke2r1`; `undefined` when either cannot be read. */
const isWithin = (version: string | undefined, bound: string): boolean | undefined => {
	const have = version === undefined ? undefined : versionOf(version);
	const limit = versionOf(bound);
	if (have === undefined || limit === undefined) {
		return undefined;
	}
	const difference = have[0] - limit[0] || have[1] - limit[1] || have[2] - limit[2];
	return bound.startsWith('>=') ? difference >= 0 : difference < 0;
};
