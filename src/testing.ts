import assert from 'node:assert/strict';
import type {
	AnyCheck,
	Check,
	EvidenceIds,
	EvidenceValues,
	Messages,
	Subject,
	WantedValues,
} from './core/check.ts';
import type {Environment, Fact} from './core/environment.ts';
import {evaluateCheck, subjectKey} from './core/evaluate.ts';
import type {Evidence} from './core/evidence.ts';
import type {Finding, Outcome} from './core/report.ts';

export interface ExpectedFinding<M extends Messages> {
	readonly message: keyof M & string;
	readonly subject: Subject;
	/** A part of the finding's text. */
	readonly text?: string;
	/** A part of one of its steps. */
	readonly step?: string;
	/** Where it says whom it affects; all of them. */
	readonly affects?: readonly Subject[];
}

type GivenValues<
	Values,
	Needs extends EvidenceIds<Values>,
	Wants extends EvidenceIds<Values>,
> = EvidenceValues<Values, Needs> & Partial<WantedValues<Values, Wants>>;

export interface Case<Values, Needs extends EvidenceIds<Values>, Wants extends EvidenceIds<Values>> {
	readonly evidence: GivenValues<Values, Needs, Wants>;
	readonly environment?: Partial<Environment>;
}

export interface CheckCases<
	Values,
	Needs extends EvidenceIds<Values>,
	Wants extends EvidenceIds<Values>,
	M extends Messages,
> {
	/** Of every situation, where it does not say otherwise itself. */
	readonly environment?: Partial<Environment>;
	/** Situations that give nothing, each named by what it looks like. At least one. */
	readonly passes: Readonly<Record<string, Case<Values, Needs, Wants>>>;
	/** Situations that give exactly these findings; together they reach every message. */
	readonly fails: Readonly<
		Record<
			string,
			Case<Values, Needs, Wants> & {
				readonly findings: readonly [ExpectedFinding<M>, ...ExpectedFinding<M>[]];
			}
		>
	>;
}

/** What `test` of vitest and of node:test have in common. */
export type RegisterTest = (name: string, body: () => void) => unknown;

/**
 * Registers the tests of a check: every case gives what it says, on frozen evidence, twice the same; every message is
 * reached and its placeholders are filled; without one of its needs the outcome is unknown; without one of its wants
 * the fingerprints stay.
 */
export const testCheck = <
	Values,
	Needs extends EvidenceIds<Values>,
	Wants extends EvidenceIds<Values>,
	M extends Messages,
>(
	test: RegisterTest,
	check: Check<Values, Needs, Wants, M>,
	{environment, passes, fails}: CheckCases<Values, Needs, Wants, M>,
): void => {
	const subject: AnyCheck = check;
	const placed = <Situation extends LooseCase>(situation: Situation): Situation => ({
		...situation,
		environment: {...environment, ...situation.environment},
	});
	for (const [name, given] of Object.entries(passes)) {
		const situation = placed(given);
		test(`${check.id} gives nothing: ${name}`, () => {
			assert.equal(describe(outcomeOf(subject, situation)), 'passed');
		});
	}
	for (const [name, given] of Object.entries(fails)) {
		const situation = placed(given);
		test(`${check.id} finds: ${name}`, () => {
			const outcome = outcomeOf(subject, situation);
			assert.equal(outcome.status, 'failed', describe(outcome));
			assertFindings(findingsOf(outcome), situation.findings);
			assertStable(subject, situation, outcome);
		});
	}
	test(`${check.id} reaches every message`, () => {
		const reached = new Set(
			Object.values(fails).flatMap(({findings}) => findings.map(({message}) => message)),
		);
		assert.deepEqual([...reached].sort(), Object.keys(check.messages).sort());
		assert.notEqual(Object.keys(passes).length, 0, 'expected a look-alike that gives nothing');
	});
};

type LooseCase = {
	readonly evidence: Readonly<Record<string, unknown>>;
	readonly environment?: Partial<Environment>;
};

const outcomeOf = (check: AnyCheck, situation: LooseCase, without?: string): Outcome => {
	const names = {...check.needs, ...check.wants};
	const evidence = new Map<string, Evidence<unknown>>();
	for (const [name, id] of Object.entries(names)) {
		const value = deepFreeze(situation.evidence[name]);
		evidence.set(
			id,
			value === undefined || name === without
				? {ok: false, reason: 'not-found', detail: 'left out by the test', probe: id, sources: []}
				: {ok: true, value, sources: [`read of ${id}`]},
		);
	}
	return evaluateCheck(check, {
		environment: environmentOf(situation.environment),
		evidence,
		links: id => ({title: id, url: id}),
	});
};

const describe = (outcome: Outcome): string => {
	if (outcome.status === 'failed') {
		return `failed: ${outcome.findings.map(({text}) => text).join(' | ')}`;
	}
	return 'why' in outcome ? `${outcome.status}: ${outcome.why}` : outcome.status;
};

const findingsOf = (outcome: Outcome): readonly Finding[] =>
	outcome.status === 'failed' ? outcome.findings : [];

const assertFindings = (
	findings: readonly Finding[],
	expected: readonly (Omit<ExpectedFinding<Messages>, 'message'> & {readonly message: string})[],
): void => {
	assert.deepEqual(
		findings.map(({message, subject}) => `${message} ${subjectKey(subject)}`),
		expected.map(({message, subject}) => `${message} ${subjectKey(subject)}`),
	);
	for (const [index, finding] of findings.entries()) {
		const steps = finding.guide.steps.map(({text}) => text);
		const all = [finding.text, ...steps].join('\n');
		assert.doesNotMatch(all, /\{\w+\}|undefined|NaN|\[object/, 'expected every placeholder to be filled');
		assert.ok(
			finding.text.includes(expected[index]?.text ?? ''),
			`expected "${expected[index]?.text}" in "${finding.text}"`,
		);
		const step = expected[index]?.step ?? '';
		assert.ok(
			steps.some(text => text.includes(step)),
			`expected "${step}" in one of these: ${steps.join(' | ')}`,
		);
		assert.ok(
			finding.evidence.every(({excerpt}) => excerpt.trim() !== ''),
			'expected an excerpt in every piece of evidence',
		);
	}
	for (const [index, {affects}] of expected.entries()) {
		assert.deepEqual(findings[index]?.affects, affects ?? findings[index]?.affects);
	}
	const prints = findings.map(({fingerprint}) => fingerprint);
	assert.equal(new Set(prints).size, prints.length, `expected unique subjects, got ${prints.join(', ')}`);
};

const assertStable = (check: AnyCheck, situation: LooseCase, outcome: Outcome): void => {
	assert.deepEqual(outcomeOf(check, situation), outcome, 'expected the same from a second run');
	for (const name of Object.keys(check.needs)) {
		assert.equal(outcomeOf(check, situation, name).status, 'unknown', `expected unknown without ${name}`);
	}
	for (const name of Object.keys(check.wants ?? {})) {
		assert.deepEqual(
			findingsOf(outcomeOf(check, situation, name)).map(({fingerprint}) => fingerprint),
			findingsOf(outcome).map(({fingerprint}) => fingerprint),
			`expected the same findings without ${name}`,
		);
	}
};

const deepFreeze = <Value>(value: Value): Value => {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
		Object.freeze(value);
		for (const inner of value instanceof Map ? value.values() : Object.values(value)) {
			deepFreeze(inner);
		}
	}
	return value;
};

/** A fact that was decided. */
export const told = <Value>(value: Value): Fact<Value> => ({
	value,
	signals: [{source: 'test', says: `${String(value)} (test)`}],
});

/** The environment of a healthy Canal agent called node-2, with the parts a case changes. */
export const environmentOf = (changes: Partial<Environment> = {}): Environment => ({
	installation: told('rke2'),
	installKind: told('tarball'),
	rke2Version: told('v1.35.7+rke2r1'),
	role: told('agent'),
	serverKind: {signals: []},
	service: told('running'),
	rancherProvisioned: told(false),
	dataDirectory: told('/var/lib/rancher/rke2'),
	nodeName: told('node-2'),
	cni: told('canal'),
	multus: told(false),
	backend: told('vxlan'),
	overlayDevice: told('flannel.1'),
	uplinks: told(['eth0']),
	dataplane: told('iptables'),
	chaining: told('none'),
	bgp: told(false),
	kubeProxy: told('iptables'),
	families: told(['ipv4']),
	leftovers: [],
	system: {os: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0', architecture: 'x86_64'},
	...changes,
});
