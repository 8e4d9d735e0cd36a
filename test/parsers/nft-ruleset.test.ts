import {describe, expect, it} from 'vitest';
import {parseNftRuleset} from '../../src/parsers/nft-ruleset.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseNftRuleset', () => {
	it.each(['0.9.8', '1.0.6', '1.1.3'])('reads version %s, whatever the order of its objects', version => {
		const ruleset = parseNftRuleset(output(`nft-${version}.json`));
		expect(ruleset.version).toBe(version);
		expect(ruleset.tables.map(({family, name}) => `${family} ${name}`)).toEqual(['ip nat', 'ip filter']);
		const chain = (table: number, name: string) =>
			ruleset.tables[table]?.chains.find(candidate => candidate.name === name);
		expect(chain(1, 'FORWARD')).toMatchObject({type: 'filter', hook: 'forward', priority: 0, policy: 'drop'});
		expect(chain(1, 'FORWARD')?.rules).toHaveLength(2);
		expect(chain(0, 'FLANNEL-POSTRTG')?.rules).toHaveLength(6);
		expect(chain(0, 'FLANNEL-POSTRTG')).not.toHaveProperty('hook');
		expect(chain(0, 'KUBE-SERVICES')?.rules).toEqual([]);
	});

	it('reads native tables with comments', () => {
		const {tables} = parseNftRuleset(output('nft-1.0.6-native.json'));
		expect(tables.find(({name}) => name === 'flannel-ipv4')?.chains).toMatchObject([
			{
				name: 'forward',
				hook: 'forward',
				policy: 'accept',
				rules: [{comment: 'flanneld forward', expressions: [{match: {}}, {accept: null}]}],
			},
		]);
		expect(tables.find(({name}) => name === 'firewalld')?.chains).toMatchObject([
			{name: 'filter_FORWARD', hook: 'forward', priority: 10, policy: 'drop', rules: []},
		]);
	});

	it('reads an empty ruleset', () => {
		expect(parseNftRuleset('{"nftables":[{"metainfo":{"version":"1.1.3"}}]}')).toEqual({
			version: '1.1.3',
			tables: [],
		});
	});

	it('survives damage', () => {
		expect(() => parseNftRuleset('{}')).toThrow('expected "nftables" to be an array, got nothing');
		survivesDamage(parseNftRuleset, output('nft-1.0.6-native.json'), {
			json: true,
			raw: ['.tables[].chains[].rules[].expressions'],
		});
	});
});
