import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import type {WireguardDevice} from '../parsers/wireguard.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';

/** The devices by which Felix encrypts, each with the port that it has unless FelixConfiguration sets another. */
const devices: ReadonlyMap<string, number> = new Map([
	['wireguard.cali', 51_820],
	['wg-v6.cali', 51_821],
]);

/** The device into which a routing rule of Felix leads what is for this address, before the main table is asked. */
export const encryptingDeviceFor = (
	text: string,
	routes: readonly Route[],
	rules: readonly RoutingRule[],
	listening: readonly WireguardDevice[],
): {readonly name: string; readonly port: number | string} | undefined => {
	const asked = new Set(
		rules.flatMap(({table, action}) => (action === undefined && table !== 'main' ? (table ?? []) : [])),
	);
	const ranges = routes
		.filter(({table = '', type, dev = ''}) => type === 'unicast' && devices.has(dev) && asked.has(table))
		.flatMap(({destination, dev = ''}) => {
			const range = parseCidr(destination);
			return range === undefined ? [] : [{range, dev}];
		});
	const address = parseAddress(text);
	const name = ranges.find(({range}) => address !== undefined && contains(range, address))?.dev;
	if (name === undefined) {
		return undefined;
	}
	const port = listening.find(device => device.name === name)?.listenPort;
	return {name, port: port ?? `${devices.get(name)} (unless FelixConfiguration sets another)`};
};
