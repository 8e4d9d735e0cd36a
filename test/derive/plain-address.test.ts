import {expect, it} from 'vitest';
import {plainAddress} from '../../src/derive/plain-address.ts';
import {parseIpRoute} from '../../src/parsers/ip-route.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';

const routesTo = (...destinations: readonly string[]) =>
	parseIpRoute(
		JSON.stringify(destinations.map(dst => ({type: 'unicast', dst, dev: 'eth0', table: 'main', flags: []}))),
	);
const rules = (...lines: readonly string[]) => ({
	nft: parseIptablesSave(
		['*nat', ':POSTROUTING ACCEPT [0:0]', ...lines.map(line => `-A POSTROUTING ${line}`), 'COMMIT', ''].join(
			'\n',
		),
	),
});

it('is in the internet, and leaves by the default route', () => {
	expect(plainAddress({}, routesTo('default', '10.0.0.0/24'))).toBe('1.83.71.19');
});

it('is none that a rule or a route names', () => {
	expect(
		plainAddress(
			rules('-d 1.0.0.0/8 -j ACCEPT', '! -d 224.0.0.0/4 -j MASQUERADE'),
			routesTo('default', '2.80.0.0/12'),
		),
	).toBe('3.83.71.19');
});

it('leaves by the two halves of a default route, too', () => {
	expect(plainAddress({}, routesTo('0.0.0.0/1', '128.0.0.0/1'))).toBe('1.83.71.19');
});

it('is none where every range is named', () => {
	const all = Array.from({length: 256}, (_, first) => `-d ${first}.0.0.0/8 -j ACCEPT`);
	expect(plainAddress(rules(...all), routesTo('default'))).toBeUndefined();
});
