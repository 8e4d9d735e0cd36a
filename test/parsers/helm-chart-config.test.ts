import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseChartConfigs} from '../../src/parsers/helm-chart-config.ts';
import {damagedText} from './damage.ts';

const config = (body: string) =>
	`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: rke2-canal\n  namespace: kube-system\n${body}`;
const only = (text: string) => {
	const parsed = parseChartConfigs(text);
	return parsed.ok ? parsed.value[0] : parsed.problem;
};

describe('parseChartConfigs', () => {
	it('reads what is right', () => {
		expect(only(config('spec:\n  valuesContent: |-\n    flannel:\n      iface: eth1\n'))).toEqual({
			name: 'rke2-canal',
			namespace: 'kube-system',
			misplaced: [],
			dottedKeys: [],
			spec: '{"valuesContent":"flannel:\\n  iface: eth1"}',
		});
	});

	it('counts lines in the file, not in the values', () => {
		const second = config('spec:\n  valuesContent: |-\n    flannel:\n      iface: eth1\n     mtu: 1400\n');
		const parsed = parseChartConfigs(`${config('spec: {}\n')}---\n${second}`);
		expect(parsed.ok && parsed.value[1]?.problem?.line).toBe(17);
	});

	it('gives the line of quoted values', () => {
		expect(only(config('spec:\n  valuesContent: "a: {"\n'))).toMatchObject({problem: {line: 7}});
	});

	it.each([
		['  spec:\n    valuesContent: x\n', ['metadata.spec']],
		['  valuesContent: x\nspec: {}\n', ['metadata.valuesContent']],
		['valuesContent: x\n', ['valuesContent']],
	])('notices what is misplaced: %j', (body, misplaced) => {
		expect(only(config(body))).toMatchObject({misplaced});
	});

	it('notices keys with dots', () => {
		expect(
			only(config('spec:\n  valuesContent: |-\n    flannel.iface: eth1\n    a: {b.c: 1}\n')),
		).toMatchObject({
			dottedKeys: ['flannel.iface'],
		});
	});

	it('does not look into other manifests', () => {
		expect(parseChartConfigs('kind: Pod\n\tbroken')).toEqual({ok: true, value: []});
	});

	it('gives position or value for anything', () => {
		const text = config('spec:\n  valuesContent: |-\n    flannel:\n      iface: eth1\n');
		fc.assert(
			fc.property(damagedText(text), broken => {
				const parsed = parseChartConfigs(broken);
				const line = parsed.ok ? 1 : (parsed.problem.line ?? 1);
				expect(line).toBeGreaterThanOrEqual(1);
				expect(line).toBeLessThanOrEqual(broken.split('\n').length);
			}),
		);
	});
});
