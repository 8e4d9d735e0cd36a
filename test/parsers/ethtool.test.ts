import {describe, expect, it} from 'vitest';
import {parseEthtoolFeatures} from '../../src/parsers/ethtool-features.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseEthtoolFeatures', () => {
	it.each(['5.9', '6.1', '6.14'])('reads version %s', version => {
		const {link, features} = parseEthtoolFeatures(output(`ethtool-${version}-k.txt`));
		expect(link).toBe('flannel.1');
		expect(features['tx-checksumming']).toEqual({isOn: true, isFixed: false});
		expect(features['tx-checksum-ip-generic']).toEqual({
			isOn: true,
			isFixed: false,
			group: 'tx-checksumming',
		});
		expect(features['tx-checksum-ipv4']).toEqual({isOn: false, isFixed: true, group: 'tx-checksumming'});
		expect(features['hsr-dup-offload']).toEqual({isOn: false, isFixed: true});
		expect(Object.keys(features)).toHaveLength(63);
	});

	it('tells what was requested in vain', () => {
		const text = 'Features for flannel.1:\ntx-checksumming: off\n\ttx-tcp-segmentation: off [requested on]\n';
		expect(parseEthtoolFeatures(text).features['tx-tcp-segmentation']).toEqual({
			isOn: false,
			isFixed: false,
			requested: true,
			group: 'tx-checksumming',
		});
	});

	it('refuses other outputs', () => {
		expect(() => parseEthtoolFeatures('')).toThrow('expected "Features for <device>:", got ""');
		expect(() => parseEthtoolFeatures('Features for x:\nrx: maybe')).toThrow('got "rx: maybe"');
	});

	it('survives damage', () => {
		survivesDamage(parseEthtoolFeatures, output('ethtool-6.1-k.txt'));
	});
});
