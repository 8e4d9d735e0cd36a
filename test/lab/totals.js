const share = (some, all) => (all.length === 0 ? 1 : some.length / all.length);

/**
 * The score of a run: `recall` and `firstCause` are shares (0 to 1) of all faults, those that did not work among them;
 * `falseFindings` counts findings on healthy nodes and look-alikes, `paths` the operator's paths that fail or were not run and API servers
 * that answer differently, `unproven` healthy nodes and look-alikes that did not work or were not run, `differences` what the
 * program changed.
 */
export const totalsOf = results => {
	const faults = results.filter(({kind}) => kind === 'fault');
	const harmless = results.filter(({kind}) => kind !== 'fault');
	return {
		faults: faults.length,
		lookAlikes: harmless.filter(({kind}) => kind === 'look-alike').length,
		recall: share(
			faults.filter(({state, isFound}) => state !== 'lab-broken' && isFound),
			faults,
		),
		firstCause: share(
			faults.filter(({state, isFirst}) => state !== 'lab-broken' && isFirst),
			faults,
		),
		falseFindings: harmless.flatMap(({findings = []}) => findings).length,
		paths: results.filter(({kind, state}) => ['path', 'comparison'].includes(kind) && state !== 'passed')
			.length,
		unproven: harmless.filter(
			({kind, state}) =>
				['healthy', 'look-alike'].includes(kind) && ['lab-broken', 'not-judged'].includes(state),
		).length,
		differences: results.flatMap(({changes = []}) => changes).length,
	};
};

/** What a run must reach: a fault that is not found stays in the table, and too many of them fail the run. */
const bar = {recall: 0.95, firstCause: 0.9, falseFindings: 0, paths: 0, unproven: 0, differences: 0};

/** Where a score falls short of the bar, in words; empty where it does not. */
export const shortfallsOf = totals => [
	...['recall', 'firstCause']
		.filter(name => totals[name] < bar[name])
		.map(name => `${name}: expected at least ${bar[name]}, got ${totals[name].toFixed(3)}`),
	...['falseFindings', 'paths', 'unproven', 'differences']
		.filter(name => totals[name] > bar[name])
		.map(name => `${name}: expected ${bar[name]}, got ${totals[name]}`),
];
