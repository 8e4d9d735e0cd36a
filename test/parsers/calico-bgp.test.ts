import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseBgpConfigurations, parseBgpPeerings} from '../../src/parsers/calico-bgp.ts';

const list = (...items: readonly object[]) => JSON.stringify({items});

describe('parseBgpConfigurations', () => {
	it.each([
		['as it is told', {nodeToNodeMeshEnabled: false}, false],
		['on, unless told otherwise', {}, true],
	])('knows the mesh: %s', (_, spec, isMeshOn) => {
		expect(parseBgpConfigurations(list({metadata: {name: 'default'}, spec}))).toEqual([
			{name: 'default', isMeshOn},
		]);
	});

	it('knows a configuration that says nothing', () => {
		expect(parseBgpConfigurations(list({metadata: {name: 'default'}}))).toEqual([
			{name: 'default', isMeshOn: true},
		]);
	});
});

describe('parseBgpPeerings', () => {
	it('reads what selects nodes and what names the other end', () => {
		const spec = {nodeSelector: "rack == 'a'", peerIP: '10.0.0.254', asNumber: 65_001, node: ''};
		expect(parseBgpPeerings(list({metadata: {name: 'tor'}, spec}))).toEqual([
			{name: 'tor', nodeSelector: "rack == 'a'", peerIp: '10.0.0.254'},
		]);
	});
});

describe('damage', () => {
	it('gives an error or a value, never another exception', () => {
		const whole = list({metadata: {name: 'tor'}, spec: {node: 'node-2', peerIP: '10.0.0.254'}});
		fc.assert(
			fc.property(fc.nat(whole.length), fc.string({maxLength: 3}), (at, inserted) => {
				const damaged = whole.slice(0, at) + inserted + whole.slice(at + inserted.length);
				for (const parse of [parseBgpConfigurations, parseBgpPeerings]) {
					try {
						for (const {name} of parse(damaged)) {
							expect(name).toBeTypeOf('string');
						}
					} catch (error) {
						expect(error).toBeInstanceOf(Error);
					}
				}
			}),
		);
	});
});
