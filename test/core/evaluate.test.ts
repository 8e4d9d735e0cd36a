import {describe, expect, it} from 'vitest';
import type {AnyCheck} from '../../src/core/check.ts';
import {evaluateCheck} from '../../src/core/evaluate.ts';
import {onlyOnServers} from '../../src/core/evidence.ts';
import {environmentOf, told} from '../../src/testing.ts';

const check = (run: AnyCheck['run'], step = 'cat {path}'): AnyCheck => ({
	id: 'cni/example',
	title: 'An example',
	rationale: '',
	needs: {links: 'ip.link'},
	messages: {
		wrong: {severity: 'warning', text: '{path} is wrong', guide: {steps: [{text: step}], links: ['rke2/x']}},
	},
	run,
});
const evaluate = (example: AnyCheck) =>
	evaluateCheck(example, {
		environment: environmentOf(),
		evidence: new Map([['ip.link', {ok: true, value: [], sources: ['ip link', 'cat /b']} as const]]),
		links: id => ({title: id, url: id}),
	});
const draft = (path: string) => ({
	message: 'wrong',
	data: {path},
	subject: {kind: 'File', name: path.slice(0, 50)} as const,
	details: {evidence: [{from: 'links', excerpt: 'x'.repeat(1000), of: '/b'}]} as const,
});

describe('evaluateCheck', () => {
	it('keeps what a check had found before it broke', () => {
		const outcome = evaluate(
			check(function* () {
				yield draft('/a');
				throw new Error('a bug');
			}),
		);
		expect(outcome).toMatchObject({status: 'error', why: 'a bug', findings: [{text: '/a is wrong'}]});
	});

	it('cuts long excerpts and texts, and counts findings beyond the limit', () => {
		const outcome = evaluate(
			check(() => Array.from({length: 5000}, (_, index) => draft(`/${index}${'y'.repeat(5000)}`))),
		);
		expect(outcome).toMatchObject({status: 'failed', truncated: true, total: 5000});
		expect(JSON.stringify(outcome).length).toBeLessThan(1_000_000);
		expect(outcome).toHaveProperty('findings.0.evidence.0.truncated', true);
		expect(outcome).toHaveProperty('findings.0.evidence.0.read', 'cat /b');
	});

	it('keeps a hostile file name one word in a step, for whoever pastes it into a shell', () => {
		const outcome = evaluate(check(() => [draft("/etc/cni/net.d/$(reboot);'.conf")]));
		expect(outcome).toHaveProperty(
			'findings.0.guide.steps.0.text',
			String.raw`cat '/etc/cni/net.d/$(reboot);'\''.conf'`,
		);
	});

	it('does not apply where RKE2 lets no identity of this node read what it needs', () => {
		const outcome = evaluateCheck(
			check(() => []),
			{
				environment: environmentOf(),
				evidence: new Map([
					[
						'ip.link',
						{ok: false, reason: 'denied', detail: onlyOnServers, probe: 'ip.link', sources: []} as const,
					],
				]),
				links: id => ({title: id, url: id}),
			},
		);
		expect(outcome).toMatchObject({status: 'not-applicable', why: `ip.link: ${onlyOnServers}`});
	});

	it("names files where this node's data directory is", () => {
		const step = 'tail /var/lib/rancher/rke2/agent/logs/kubelet.log';
		const outcome = evaluateCheck(
			check(() => [draft('/a')], step),
			{
				environment: environmentOf({dataDirectory: told('/data/rke2')}),
				evidence: new Map([['ip.link', {ok: true, value: [], sources: []} as const]]),
				links: id => ({title: id, url: id}),
			},
		);
		expect(outcome).toHaveProperty('findings.0.guide.steps.0.text', 'tail /data/rke2/agent/logs/kubelet.log');
	});

	it('is an error, not a finding, when a check yields an unknown message', () => {
		expect(evaluate(check(() => [{...draft('/a'), message: 'typo'}]))).toMatchObject({
			status: 'error',
			why: 'expected a message of cni/example, got "typo"',
		});
	});
});
