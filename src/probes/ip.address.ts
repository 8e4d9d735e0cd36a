import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpAddress} from '../parsers/ip-address.ts';

export const ipAddress = defineProbe({
	id: 'ip.address',
	summary: 'addresses of all network devices, both families',
	essential: true,
	requests: () => [command('ip', '-j', '-d', 'addr', 'show')],
	parse: ([reply]) => parseIpAddress(textOf(reply)),
});
