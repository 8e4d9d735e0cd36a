import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type AddressLoss, addressLosses} from '../derive/address-loss.ts';
import {defaultRoutes} from '../derive/uplinks.ts';
import {ipRoute} from './ip.route.ts';

const units = ['NetworkManager.service', 'systemd-networkd.service', 'dhcpcd.service'];

export const networkAddressLosses = defineProbe({
	id: 'network.address-losses',
	summary:
		'where this node has no IPv4 default route: what the programs that configure interfaces said last of an address that they took away',
	needs: {routes: ipRoute},
	requests: ({routes}) =>
		defaultRoutes(routes, 'ipv4').length > 0
			? []
			: [
					command(
						...(['journalctl', '--no-pager', '-q', '-o', 'short-iso', '-b'] as const),
						...units.flatMap(unit => ['-u', unit]),
						...['-n', '500'],
					),
				],
	parse: ([reply]): readonly AddressLoss[] =>
		reply === undefined ? [] : addressLosses(textOf(reply).split('\n')),
});
