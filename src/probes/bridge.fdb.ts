import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseBridgeFdb} from '../parsers/bridge-fdb.ts';

export const bridgeFdb = defineProbe({
	id: 'bridge.fdb',
	summary: 'forwarding database of bridges and VXLAN devices: which VTEP has which MAC address',
	requests: () => [command('bridge', '-j', 'fdb', 'show')],
	parse: ([reply]) => parseBridgeFdb(textOf(reply)),
});
