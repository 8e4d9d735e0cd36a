import {describe, expect, it} from 'vitest';
import {isLeftAlone} from '../../src/derive/networkmanager-exclusion.ts';
import {inLoadOrder, parseNetworkManagerConfig} from '../../src/parsers/networkmanager-config.ts';
import {parseNmcliDevices} from '../../src/parsers/nmcli-devices.ts';
import {survivesDamage} from './damage.ts';

const documented =
	'[keyfile]\nunmanaged-devices=interface-name:flannel*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali\n';
const canal = {path: '/etc/NetworkManager/conf.d/rke2-canal.conf', text: documented};

describe('parseNetworkManagerConfig', () => {
	it('reads the file that RKE2 documents', () => {
		const config = parseNetworkManagerConfig([canal]);
		expect(config.unmanaged.path).toBe(canal.path);
		const unmanaged = (name: string): boolean => isLeftAlone(config, {name}) === true;
		expect(['flannel.1', 'flannel-v6.1', 'cali1a2b3c4d5e6', 'vxlan.calico'].map(unmanaged)).toEqual([
			true,
			true,
			true,
			true,
		]);
		expect(['eth0', 'vxlanXcalico', 'my-flannel.1'].map(unmanaged)).toEqual([false, false, false]);
	});

	it.each([
		['a later file replaces', '[keyfile]\nunmanaged-devices=interface-name:docker0\n', false],
		['a later file adds', '[keyfile]\nunmanaged-devices+=interface-name:docker0\n', true],
		['a later file takes away', '[keyfile]\nunmanaged-devices-=interface-name:flannel*\n', false],
		['another section does not count', '[main]\nunmanaged-devices=interface-name:docker0\n', true],
		[
			'an exception has the last word',
			'[keyfile]\nunmanaged-devices+=except:interface-name:flannel.1\n',
			false,
		],
	])('%s', (_, text, expected) => {
		const config = parseNetworkManagerConfig([canal, {path: '/etc/NetworkManager/conf.d/zz.conf', text}]);
		expect(isLeftAlone(config, {name: 'flannel.1'})).toBe(expected);
	});

	it.each([
		['*', true],
		['flannel.1', true],
		['flannel*', false],
		['interface-name:=flannel.*', false],
		['interface-name:~flannel.?', true],
		['mac:4E:0A:3B:00:00:01', true],
		['4e:0a:3b:00:00:01', true],
		['type:vxlan', true],
		['type:ethernet;driver:x', false],
		['interface-name:a\\;b,interface-name:flannel.1', true],
	])('matches %s: %s', (specs, expected) => {
		const config = parseNetworkManagerConfig([{path: 'x', text: `[keyfile]\nunmanaged-devices=${specs}`}]);
		expect(isLeftAlone(config, {name: 'flannel.1', mac: '4e:0a:3b:00:00:01', kind: 'vxlan'}) === true).toBe(
			expected,
		);
	});

	it('reads device sections, the first that matches decides', () => {
		const text =
			'[device-a]\nmatch-device=interface-name:cali1*\nmanaged=1\n[device-b]\nmatch-device=interface-name:cali*\nmanaged=false\n';
		const config = parseNetworkManagerConfig([{path: 'x', text}]);
		expect(['cali1', 'cali2', 'eth0'].map(name => isLeftAlone(config, {name}) === true)).toEqual([
			false,
			true,
			false,
		]);
	});

	it('puts files into the order in which they are loaded', () => {
		const paths = [
			'/etc/NetworkManager/conf.d/b.conf',
			'/etc/NetworkManager/conf.d/a.conf',
			'/etc/NetworkManager/conf.d/README',
			'/etc/NetworkManager/NetworkManager.conf',
			'/run/NetworkManager/conf.d/c.conf',
			'/usr/lib/NetworkManager/conf.d/z.conf',
			'/usr/lib/NetworkManager/conf.d/b.conf',
		];
		expect(inLoadOrder(paths.map(path => ({path}))).map(({path}) => path)).toEqual([
			'/usr/lib/NetworkManager/conf.d/z.conf',
			'/run/NetworkManager/conf.d/c.conf',
			'/etc/NetworkManager/NetworkManager.conf',
			'/etc/NetworkManager/conf.d/a.conf',
			'/etc/NetworkManager/conf.d/b.conf',
		]);
	});

	it('names the file and line that is broken, and survives damage', () => {
		expect(() => parseNetworkManagerConfig([{path: '/x.conf', text: '[main]\nnonsense\n'}])).toThrow(
			'expected "key=value" in /x.conf line 2, got "nonsense"',
		);
		survivesDamage(
			text => parseNetworkManagerConfig([{path: 'x', text}]),
			`${documented}[device]\nmanaged=0\n`,
		);
	});
});

describe('parseNmcliDevices', () => {
	it('reads terse lines', () => {
		const text =
			'eth0:connected:ethernet\nflannel.1:unmanaged:vxlan\ncni0:connected (externally):bridge\n02\\:00\\:00:unavailable:bt\na\\\\:x:y\n';
		expect(parseNmcliDevices(text)).toEqual([
			{name: 'eth0', state: 'connected', type: 'ethernet'},
			{name: 'flannel.1', state: 'unmanaged', type: 'vxlan'},
			{name: 'cni0', state: 'connected', isExternal: true, type: 'bridge'},
			{name: '02:00:00', state: 'unavailable', type: 'bt'},
			{name: 'a\\', state: 'x', type: 'y'},
		]);
		expect(parseNmcliDevices('')).toEqual([]);
		survivesDamage(parseNmcliDevices, text);
	});

	it('refuses another number of fields', () => {
		expect(() => parseNmcliDevices('Error: NetworkManager is not running.')).toThrow(
			'expected "<device>:<state>:<type>"',
		);
		expect(() => parseNmcliDevices('a:b:c:d')).toThrow('got "a:b:c:d"');
	});
});
