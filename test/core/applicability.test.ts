import {describe, expect, it} from 'vitest';
import {judgeApplicability} from '../../src/core/applicability.ts';
import type {Applicability} from '../../src/core/check.ts';
import type {Environment} from '../../src/core/environment.ts';
import {environmentOf, told} from '../../src/testing.ts';

const nothing = {signals: []};

describe('judgeApplicability', () => {
	it.each<[Applicability, Partial<Environment>, boolean | 'undecided']>([
		[{}, {}, true],
		[{cni: ['canal', 'flannel']}, {}, true],
		[{cni: ['cilium']}, {}, false],
		[{cni: ['canal']}, {cni: nothing}, 'undecided'],
		[{cni: ['canal'], role: ['server']}, {cni: nothing}, false],
		[{multus: true}, {}, false],
		[{family: 'ipv6'}, {}, false],
		[{family: 'ipv6'}, {families: told(['ipv4', 'ipv6'])}, true],
		[{rke2: ['>=1.35.7']}, {}, true],
		[{rke2: ['>=1.35.8']}, {}, false],
		[{rke2: ['>=1.34.0', '<1.36.0']}, {}, true],
		[{rke2: ['<1.33.6']}, {rke2Version: nothing}, 'undecided'],
		[{rke2: ['<1.33.6']}, {rke2Version: told('v1.30.0-gke.12')}, 'undecided'],
		[{}, {installation: told('none')}, false],
		[{}, {installation: nothing}, 'undecided'],
	])('%j with %j: %s', (when, changes, applies) => {
		expect(judgeApplicability(when, environmentOf(changes)).applies).toBe(applies);
	});

	it('repeats why it cannot be told whether RKE2 is installed', () => {
		const undecided = 'RKE2 is installed, but was never started here';
		expect(judgeApplicability({}, environmentOf({installation: {signals: [], undecided}}))).toEqual({
			applies: 'undecided',
			why: undecided,
		});
	});
});
