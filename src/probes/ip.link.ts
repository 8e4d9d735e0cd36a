import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpLink} from '../parsers/ip-link.ts';

export const ipLink = defineProbe({
	id: 'ip.link',
	summary: 'network devices with their kind, MTU, flags and tunnel parameters',
	essential: true,
	requests: () => [command('ip', '-j', '-d', 'link', 'show')],
	parse: ([reply]) => parseIpLink(textOf(reply)),
});
