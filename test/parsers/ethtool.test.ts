import {describe, expect, it} from 'vitest';
import {parseEthtoolDriver} from '../../src/parsers/ethtool-driver.ts';
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

describe('parseEthtoolDriver', () => {
	it.each(['5.9', '6.14'])('reads version %s without the empty fields', version => {
		expect(parseEthtoolDriver(output(`ethtool-${version}-i.txt`))).toEqual({driver: 'vxlan', version: '0.1'});
	});

	it('reads a hardware driver', () => {
		const text = 'driver: vmxnet3\nversion: 1.7.0.0-k-NAPI\nfirmware-version: \nbus-info: 0000:0b:00.0\n';
		expect(parseEthtoolDriver(text)).toEqual({
			driver: 'vmxnet3',
			version: '1.7.0.0-k-NAPI',
			busInfo: '0000:0b:00.0',
		});
	});

	it('survives damage', () => {
		expect(() => parseEthtoolDriver('no')).toThrow('expected "driver: <name>", got "no"');
		survivesDamage(parseEthtoolDriver, output('ethtool-6.14-i.txt'));
	});
});
