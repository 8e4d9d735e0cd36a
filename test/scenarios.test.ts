import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import schema from '../fixtures/scenarios/scenario.schema.json' with {type: 'json'};
import {subjectKey} from '../src/core/evaluate.ts';
import type {Finding, Outcome} from '../src/core/report.ts';
import {type ExpectedFinding, playScenario, type Scenario, scenarios} from './scenarios.ts';
import {textOfFile} from './tree.ts';

const validate = new Ajv2020({strict: false}).compile(schema);

const describeFinding = (
	{check, message, subject, text}: Finding,
	{text: part = '', subject: wanted}: ExpectedFinding,
) => ({
	message: `${check}#${message}`,
	...(wanted !== undefined && {subject: subjectKey(subject)}),
	text: text.includes(part) ? part : text,
});

const compare = (findings: readonly Finding[], expected: readonly ExpectedFinding[] = []): void => {
	expect(
		findings.map((finding, index) => describeFinding(finding, expected[index] ?? {message: 'nothing more'})),
	).toEqual(expected.map(({text = '', ...rest}) => ({...rest, text})));
};

type Unknown = Extract<Outcome, {readonly status: 'unknown'}>;

/** What the node never recorded is no part of a situation: the golden files of the nodes list it. */
const isUnknown = (outcome: Outcome): outcome is Unknown =>
	outcome.status === 'unknown' && outcome.reason !== 'not-recorded';

const isExpectedBy =
	(outcome: Unknown) =>
	(entry: string): boolean =>
		[entry.includes('/') ? outcome.check : (outcome.probe ?? '')].some(
			id => id === entry || (entry.endsWith('*') && id.startsWith(entry.slice(0, -1))),
		);

/** Every unknown outcome must be expected, and everything that is expected must be there. */
const compareUnknown = (outcomes: readonly Outcome[], expected: readonly string[] = []): void => {
	const unknown = outcomes.filter(isUnknown);
	const surprises = unknown.filter(outcome => !expected.some(isExpectedBy(outcome)));
	expect(surprises.map(({check, probe, why}) => `${check} (${probe}: ${why})`)).toEqual([]);
	expect(expected.filter(entry => !unknown.some(outcome => isExpectedBy(outcome)(entry)))).toEqual([]);
};

/** The one by which fixtures/README.md shows how to write them. */
const example = parse(/^```yaml\n(.*?)^```/ms.exec(textOfFile('fixtures/README.md'))?.[1] ?? '') as Scenario;

describe.each([...scenarios, ['the example', example] as const])('%s', (_, scenario) => {
	it(`${scenario.about}: gives exactly what it says`, async () => {
		expect(validate(scenario), JSON.stringify(validate.errors)).toBe(true);
		const {report, problems} = await playScenario(scenario.node, scenario.overrides);
		const {causes, outcomes, summary} = report;
		expect(problems).toEqual([]);
		compare(
			causes.map(({finding}) => finding),
			scenario.expect.causes,
		);
		compare(
			causes.flatMap(({explains}) => explains),
			scenario.expect.explained,
		);
		compareUnknown(outcomes, scenario.expect.unknown);
		expect(outcomes.filter(({status}) => status === 'error')).toEqual([]);
		expect(summary.verdict).toBe(scenario.expect.verdict);
	});
});
