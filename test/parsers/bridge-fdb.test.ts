import {describe, expect, it} from 'vitest';
import {parseBridgeFdb} from '../../src/parsers/bridge-fdb.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseBridgeFdb', () => {
	it.each(['5.10', '6.1', '6.15'])('reads version %s, with and without a device', version => {
		const entry = {
			mac: '4e:0a:3b:00:00:02',
			link: 'flannel.1',
			destination: '10.0.0.2',
			flags: ['self'],
			state: 'permanent',
		};
		expect(parseBridgeFdb(output(`iproute2-${version}.bridge-fdb.json`), 'flannel.1')).toEqual([entry]);
		expect(
			parseBridgeFdb(output(`iproute2-${version}.bridge-fdball.json`)).filter(
				({link}) => link === 'flannel.1',
			),
		).toEqual([entry]);
	});

	it('keeps every destination of one MAC', () => {
		expect(parseBridgeFdb(output('iproute2-6.1.kinds-fdb.json'), 'vx6')).toEqual([
			{
				mac: '4e:00:00:00:00:01',
				link: 'vx6',
				destination: 'fd00::6',
				via: 'eth0',
				flags: ['self'],
				state: 'permanent',
			},
			{mac: '00:00:00:00:00:00', link: 'vx6', destination: 'fd00::5', flags: ['self'], state: 'permanent'},
			{
				mac: '00:00:00:00:00:00',
				link: 'vx6',
				destination: 'fd00::6',
				port: 4789,
				vni: 9,
				flags: ['self'],
				state: 'permanent',
			},
		]);
	});

	it('tells learned entries of a bridge', () => {
		const learned = parseBridgeFdb(output('iproute2-6.15.bridge-fdball.json')).filter(
			({state}) => state === '',
		);
		expect(learned).toMatchObject([{link: 'veth1234', master: 'cni0', flags: []}]);
	});

	it('survives damage', () => {
		survivesDamage(parseBridgeFdb, output('iproute2-6.1.kinds-fdball.json'), {json: true});
	});
});
