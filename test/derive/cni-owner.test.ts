import {describe, expect, it} from 'vitest';
import {ownersOfCniFile} from '../../src/derive/cni-owner.ts';
import {binariesOfCni} from '../../src/derive/cni-plugins.ts';
import {canalConflist, ciliumConflist, cniFile} from '../checks/builders.ts';

describe('ownersOfCniFile', () => {
	it.each([
		['10-canal.conflist', canalConflist, ['canal']],
		['zz.conflist', canalConflist, ['canal']],
		['10-calico.conflist', canalConflist, ['calico']],
		['zz.conflist', {name: 'x', plugins: [{type: 'calico', ipam: {type: 'calico-ipam'}}]}, ['calico']],
		['99-mine.conflist', ciliumConflist, ['cilium']],
		['00-multus.conf', {name: 'x', type: 'multus-shim'}, ['multus']],
		['10-flannel.conflist', {name: 'cbr0', plugins: [{type: 'flannel'}]}, ['flannel']],
		['10-calico.conflist', {name: 'x', plugins: [{type: 'bridge'}]}, ['other']],
		['05-cilium.conflist', '{', ['cilium']],
		['broken.conf', '{', ['other']],
	])('%s of %j', (name, content, owners) => {
		expect(ownersOfCniFile(cniFile(name, content))).toEqual(owners);
	});
});

describe('binariesOfCni', () => {
	const binariesOf = (content: unknown) => {
		const {config} = cniFile('x.conflist', content);
		return config.ok ? binariesOfCni(config.value) : config.problem;
	};
	it('counts the IPAM plugin', () => {
		expect(binariesOf(canalConflist)).toEqual(['calico', 'host-local', 'portmap', 'bandwidth']);
	});
	it.each([
		[{}, ['flannel', 'bridge', 'host-local']],
		[{type: 'ptp'}, ['flannel', 'ptp', 'host-local']],
	])('counts what flannel delegates to: %j', (delegate, binaries) => {
		expect(binariesOf({name: 'cbr0', plugins: [{type: 'flannel', delegate}]})).toEqual(binaries);
	});
});
