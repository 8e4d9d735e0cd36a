import {describe, expect, it} from 'vitest';
import {type Scenario, scenarios} from './scenarios.ts';

const clusterOf = ({node}: Scenario): string => node.replace(/-(?:agent|server)(?:-.*)?$/, '');

/** Every data path that RKE2 ships, and Multus over each CNI. */
const clusters = [
	...['canal', 'canal-dual', 'flannel', 'calico', 'calico-bgp', 'cilium', 'cilium-kpr'],
	...['canal-multus', 'flannel-multus-thick', 'calico-multus', 'calico-bgp-multus', 'cilium-multus'],
];

describe.each(clusters)('on %s', cluster => {
	const of = [...scenarios.values()].filter(scenario => clusterOf(scenario) === cluster);

	it('a dozen situations have each another first cause', () => {
		const causes = of.flatMap(({expect: {causes = []}}) => causes.slice(0, 1).map(({message}) => message));
		expect(new Set(causes).size).toBeGreaterThanOrEqual(12);
	});

	it('eight look-alikes are silent', () => {
		const silent = of.filter(({expect: {verdict, causes = []}}) => verdict === 'ok' && causes.length === 0);
		expect(silent.length).toBeGreaterThanOrEqual(8);
	});
});
