import {expect, it} from 'vitest';
import {strangersTo} from '../../src/derive/calico-dispatch.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {linkOf} from '../checks/flannel-builders.ts';

const pods = [linkOf('cali77670c2d84f', {kind: 'veth'}), linkOf('eth0')];
const rulesFor = (...devices: readonly string[]) =>
	parseIptablesSave(
		[
			'*filter',
			':cali-from-wl-dispatch - [0:0]',
			...devices.map(
				device => `-A cali-from-wl-dispatch -i ${device} -m comment --comment "cali:x" -g cali-fw-x`,
			),
			'-A cali-from-wl-dispatch -m comment --comment "Unknown interface" -j DROP',
			'COMMIT',
			'',
		].join('\n'),
	);
const none = {tables: [], incompatibleTables: []};

it.each([
	['those that know none of the pods', rulesFor('cali77670c2d84f'), rulesFor('cali0a1b2c3d4e5'), 'legacy'],
	['those of nf_tables', rulesFor('cali0a1b2c3d4e5'), rulesFor('cali77670c2d84f'), 'nf_tables'],
	['known by the start of the name', rulesFor('cali7+'), rulesFor('cali0+'), 'legacy'],
	['both know it', rulesFor('cali77670c2d84f'), rulesFor('cali77670c2d84f'), undefined],
	['neither knows it', rulesFor(), rulesFor(), undefined],
	['one back-end alone', rulesFor('cali77670c2d84f'), none, undefined],
])('%s', (_, nft, legacy, left) => {
	expect(strangersTo(pods, {nft, legacy})).toBe(left);
});

it('a node without pods tells nothing', () => {
	expect(strangersTo([], {nft: rulesFor('cali1'), legacy: rulesFor('cali2')})).toBeUndefined();
});
