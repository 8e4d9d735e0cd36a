import {describe, expect, it} from 'vitest';
import {ethtoolFeatures} from '../../src/probes/ethtool.features.ts';
import {linkDrivers} from '../../src/probes/link.drivers.ts';
import {links} from '../checks/flannel-builders.ts';
import {output} from '../parsers/output.ts';
import {probed, requestsOf, unanswered} from './run-probe.ts';

describe('ethtool.features', () => {
	it('asks for the tunnel and what carries it', () => {
		expect(requestsOf(ethtoolFeatures, {links})).toEqual(['ethtool -k flannel.1', 'ethtool -k eth0']);
	});

	it('leaves out a device that went away', () => {
		const found = probed(
			ethtoolFeatures,
			{
				'ethtool -k flannel.1': output('ethtool-6.1-k.txt'),
				'ethtool -k eth0': unanswered('exit-code'),
			},
			{links},
		);
		expect(found.map(({link}) => link)).toEqual(['flannel.1']);
	});

	it('has no value where there is no ethtool', () => {
		expect(() => probed(ethtoolFeatures, {}, {links})).toThrow('not-found');
	});
});

it('link.drivers follows the link of each interface of the hardware', () => {
	const drivers = probed(
		linkDrivers,
		{'readlink /sys/class/net/eth0/device/driver': '../../../../bus/pci/drivers/vmxnet3\n'},
		{links},
	);
	expect([...drivers]).toEqual([['eth0', 'vmxnet3']]);
	expect([...probed(linkDrivers, {}, {links})]).toEqual([]);
});
