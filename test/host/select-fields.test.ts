import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseFieldPath, selectFields} from '../../src/host/select-fields.ts';

describe('parseFieldPath', () => {
	it.each([
		['metadata.name', ['metadata', 'name']],
		['spec', ['spec']],
		['metadata.annotations["a.b/c-d"]', ['metadata', 'annotations', 'a.b/c-d']],
		['metadata.labels["a\\"b"].x', ['metadata', 'labels', 'a"b', 'x']],
		['data["net-conf.json"]', ['data', 'net-conf.json']],
		['spec.set["global.clusterCIDR"]', ['spec', 'set', 'global.clusterCIDR']],
	])('splits %s', (path, keys) => {
		expect(parseFieldPath(path)).toEqual(keys);
	});

	it.each(['', '.', '.a', 'a.', 'a..b', 'a[0]', 'a["b', 'a b', '*'])('does not accept "%s"', path => {
		expect(parseFieldPath(path)).toBeUndefined();
	});
});

const node = {
	metadata: {name: 'n1', uid: 'u', annotations: {'a/b': '1', 'c/d': '2'}},
	status: {
		addresses: [
			{type: 'InternalIP', address: '10.0.0.1'},
			{type: 'Hostname', address: 'n1'},
		],
		images: [{names: ['x']}],
	},
};

describe('selectFields', () => {
	it.each<readonly [readonly string[], unknown]>([
		[['metadata.name'], {metadata: {name: 'n1'}}],
		[['metadata.annotations["a/b"]'], {metadata: {annotations: {'a/b': '1'}}}],
		[['status.addresses.address'], {status: {addresses: [{address: '10.0.0.1'}, {address: 'n1'}]}}],
		[
			['metadata.annotations', 'metadata.annotations["a/b"]', 'metadata.uid'],
			{metadata: {annotations: node.metadata.annotations, uid: 'u'}},
		],
		[
			['metadata.annotations["a/b"]', 'metadata.annotations'],
			{metadata: {annotations: node.metadata.annotations}},
		],
		[['nothing', 'metadata.name.deeper', 'metadata.__proto__'], {metadata: {}}],
	])('keeps %j', (paths, expected) => {
		expect(selectFields(paths)(node)).toEqual(expected);
	});

	it('leaves out what cannot hold the field, also in a list', () => {
		expect(selectFields(['a.b'])({a: [0, {b: 1}, null]})).toEqual({a: [{b: 1}]});
	});

	it('names a malformed path', () => {
		expect(() => selectFields(['a[0]'])).toThrow('got a[0]');
	});

	it('gives the same when done twice, and never more than there was', () => {
		const key = fc.constantFrom('a', 'b', 'c');
		const paths = fc.array(
			fc.array(key, {minLength: 1, maxLength: 3}).map(keys => keys.join('.')),
			{minLength: 1},
		);
		const {value} = fc.letrec(tie => ({
			value: fc.oneof(
				{maxDepth: 4},
				fc.integer(),
				fc.constant(null),
				fc.array(tie('value')),
				fc.dictionary(key, tie('value')),
			),
		}));
		fc.assert(
			fc.property(paths, value, (some, input) => {
				const select = selectFields(some);
				const once = select(input);
				expect(select(once)).toEqual(once);
				expect((JSON.stringify(once) ?? '').length).toBeLessThanOrEqual((JSON.stringify(input) ?? '').length);
			}),
		);
	});
});
