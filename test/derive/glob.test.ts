import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {matchesDeviceSpec, matchesGlob} from '../../src/derive/glob.ts';

describe('matchesGlob', () => {
	it.each([
		['cali*', 'cali1a2b3c4d5e6', true],
		['cali*', 'cali', true],
		['cali*', 'mycali1', false],
		['vxlan.calico', 'vxlan.calico', true],
		['vxlan.calico', 'vxlanxcalico', false],
		['eth?', 'eth0', true],
		['eth?', 'eth10', false],
		['*', '', true],
		['', '', true],
		['', 'eth0', false],
		['Eth*', 'eth0', false],
		['en[ops]*', 'eno1', true],
		['en[!ops]*', 'eno1', false],
		['en[!ops]*', 'enx1', true],
		['a[]]b', 'a]b', true],
		['a[^b]c', 'a^c', true],
		['a[^b]c', 'abc', false],
		['a[b^]c', 'a^c', true],
		['a[z-a]c', 'abc', false],
		['a[b', 'a[b', true],
		['*a*b*', 'xxaxxbxx', true],
	])('%s and %s: %s', (pattern, name, expected) => {
		expect(matchesGlob(pattern, name)).toBe(expected);
	});

	it('takes every other character literally and never throws', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (pattern, name) => {
				expect(typeof matchesGlob(pattern, name)).toBe('boolean');
				expect(matchesGlob(`${name.replaceAll(/[*?[]/g, '')}*`, name.replaceAll(/[*?[]/g, ''))).toBe(true);
			}),
		);
	});
});

describe('matchesDeviceSpec', () => {
	const cali = {name: 'cali1a2b3c4d5e6', mac: 'ee:ee:ee:ee:ee:ee', kind: 'veth'};
	// https://docs.rke2.io/known_issues#networkmanager
	const documented =
		'interface-name:flannel*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali';

	it.each([
		[documented, cali, true],
		[documented, {name: 'flannel.1', kind: 'vxlan'}, true],
		[documented, {name: 'eth0'}, false],
		[documented, {name: 'lxc1234'}, false],
		['interface-name:cali*, interface-name:flannel*', {name: 'flannel.1'}, true],
		['interface-name:~cali*', cali, true],
		['interface-name:=cali*', cali, false],
		['interface-name:cali[0-9]*', cali, false],
		['cali1a2b3c4d5e6', cali, true],
		['cali*', cali, false],
		['*', cali, true],
		['mac:EE:EE:EE:EE:EE:EE', cali, true],
		['ee-ee-ee-ee-ee-ee', cali, true],
		['mac:00:00:00:00:00:01', cali, false],
		['type:veth', cali, true],
		['type:ethernet', cali, undefined],
		['driver:veth', cali, undefined],
		['driver:veth;interface-name:cali*', cali, true],
		['except:interface-name:eth0', cali, true],
		['except:interface-name:eth*', {name: 'eth0'}, false],
		['*,except:interface-name:cali*', cali, false],
		['interface-name:cali*;except:type:wifi', cali, undefined],
		['interface-name:eth*;except:interface-name:eth1', cali, false],
		['', cali, false],
		[' ; , ', cali, false],
		[String.raw`interface-name:a\,b`, {name: 'a,b'}, true],
	])('%s and %o: %s', (list, device, expected) => {
		expect(matchesDeviceSpec(list, device)).toBe(expected);
	});
});
