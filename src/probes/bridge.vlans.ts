import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseBridgeVlans} from '../parsers/bridge-vlan.ts';
import {ipLink} from './ip.link.ts';

export const bridgeVlans = defineProbe({
	id: 'bridge.vlans',
	summary: 'which VLANs the ports of bridges let pass, where a bridge looks at them',
	needs: {links: ipLink},
	requests: ({links}) =>
		links.some(({bridge}) => bridge?.filtersVlans === true) ? [command('bridge', '-j', 'vlan', 'show')] : [],
	parse: ([reply]) => (reply === undefined ? [] : parseBridgeVlans(textOf(reply))),
});
