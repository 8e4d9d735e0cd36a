import type {KeptTargets} from '../../../src/probes/service.kept-targets.ts';

/** A service whose rules lead to `kept` too, `total` places in all. */
export const keptTargets = (
	name: string,
	listed: readonly string[],
	kept: readonly string[],
	total = kept.length,
): KeptTargets => ({
	service: {
		...{name, address: '10.43.0.1', port: 443, source: 'EndpointSlices', listed},
		endpoints: listed.map(address => ({address, port: 443})),
	},
	kept,
	written: Array.from({length: total}, (_, index) => kept[index] ?? `10.0.0.${index}:443`),
});
