import {describe, expect, it} from 'vitest';
import {orderCauses} from '../../src/core/causes.ts';
import type {Severity, Subject} from '../../src/core/check.ts';
import type {Finding, Outcome} from '../../src/core/report.ts';

const onInterface = (name: string): Subject => ({kind: 'Interface', name});
const node: Subject = {kind: 'Node', name: 'node-1'};

const findingOf = (check: string, severity: Severity, subject: Subject, affects = [subject]): Finding => ({
	check,
	message: 'm',
	severity,
	text: check,
	data: {},
	subject,
	about: [],
	affects,
	evidence: [],
	guide: {steps: [], links: []},
	fingerprint: check,
});

const explanations = new Map([
	['a/firewall#m', ['a/silent']],
	['a/silent#m', ['a/dns#m']],
	['a/api#m', ['kubernetes.*']],
]);
const order = (findings: readonly Finding[], outcomes: readonly Outcome[] = []) =>
	orderCauses(findings, outcomes, explanations, 'node-1').map(({finding, explains, rank}) => [
		finding.check,
		explains.map(({check}) => check),
		rank,
	]);

describe('orderCauses', () => {
	it('folds a chain under its first link and ranks it by the worst it explains', () => {
		const tunnel = onInterface('flannel.1');
		expect(
			order([
				findingOf('a/dns', 'critical', {kind: 'Service', name: 'dns'}),
				findingOf('a/silent', 'critical', tunnel, [tunnel, {kind: 'Service', name: 'dns'}]),
				findingOf('a/firewall', 'warning', {kind: 'NetfilterRule', name: 'INPUT'}, [node]),
			]),
		).toEqual([['a/firewall', ['a/dns', 'a/silent'], 'critical']]);
	});

	it('folds under the more severe of two explanations, and names the other', () => {
		const tunnel = onInterface('flannel.1');
		const twice = new Map([
			['a/first#m', ['a/effect']],
			['a/second#m', ['a/effect']],
		]);
		const findings = [
			findingOf('a/first', 'warning', tunnel),
			findingOf('a/second', 'critical', tunnel),
			findingOf('a/effect', 'critical', tunnel),
		];
		const causes = orderCauses(findings, [], twice, 'node-1');
		expect(causes.map(({finding, explains}) => [finding.check, explains.map(({check}) => check)])).toEqual([
			['a/second', ['a/effect']],
			['a/first', []],
		]);
		expect(causes[0]?.explains[0]?.explainedBy).toEqual(['a/first']);
	});

	it('does not fold what is about something else', () => {
		expect(
			order([
				findingOf('a/silent', 'critical', {kind: 'Peer', name: 'node-2'}),
				findingOf('a/dns', 'critical', {kind: 'Service', name: 'dns'}),
			]),
		).toEqual([
			['a/silent', [], 'critical'],
			['a/dns', [], 'critical'],
		]);
	});

	it('puts the more severe first, then the one that explains more, then catalogue order', () => {
		expect(
			order([
				findingOf('b/first', 'warning', node),
				findingOf('b/second', 'critical', node),
				findingOf('a/firewall', 'critical', node, [node]),
				findingOf('a/silent', 'critical', node),
			]).map(([check]) => check),
		).toEqual(['a/firewall', 'b/second', 'b/first']);
	});

	it('hides outcomes that are unknown because of it', () => {
		const unknown: Outcome = {
			check: 'a/peers',
			title: '',
			status: 'unknown',
			reason: 'refused',
			why: '',
			probe: 'kubernetes.nodes',
		};
		const [cause] = orderCauses(
			[findingOf('a/api', 'critical', node, [node])],
			[unknown],
			explanations,
			'node-1',
		);
		expect(cause?.hides).toEqual(['a/peers']);
	});
});
