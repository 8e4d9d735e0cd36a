import {describe, expect, it} from 'vitest';
import {primaryNetworkOf} from '../../src/derive/primary-network.ts';
import {parseCniConfig} from '../../src/parsers/cni-config.ts';

const file = (name: string, config: object) => ({
	name,
	path: `/etc/cni/net.d/${name}`,
	config: parseCniConfig(JSON.stringify({cniVersion: '0.3.1', ...config})),
});
const primary = {name: 'k8s-pod-network', plugins: [{type: 'calico', mtu: 1450}]};
const canal = file('10-canal.conflist', primary);
const older = file('20-old.conflist', {name: 'old', plugins: [{type: 'calico', mtu: 1400}]});
const thin = (delegate: object) =>
	file('00-multus.conf', {name: 'multus', type: 'multus', delegates: [{cniVersion: '0.3.1', ...delegate}]});
const thick = (clusterNetwork: string) =>
	file('00-multus.conf', {name: 'multus', type: 'multus-shim', clusterNetwork});

describe('primaryNetworkOf', () => {
	it.each([
		['the first file without Multus', [canal, older], canal],
		['the first file where Multus is not first', [canal, thin(primary)], canal],
		['the file that thin Multus has copied', [thin(primary), canal, older], canal],
		[
			'the one that it would copy where it has an older one',
			[thin({name: 'x', plugins: [{type: 'calico'}]}), canal],
			canal,
		],
		['the file that thick Multus names', [thick('/host/etc/cni/net.d/20-old.conflist'), canal, older], older],
		['nothing where that is gone', [thick('/host/etc/cni/net.d/30-gone.conflist'), canal], undefined],
		['nothing without files', [], undefined],
	])('is %s', (_, files, expected) => {
		expect(primaryNetworkOf(files)?.path).toBe(expected?.path);
	});
});
