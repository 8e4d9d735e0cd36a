import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpLink} from '../parsers/ip-link.ts';

/** Of the second reading: what is gone by then belonged to something that was being removed. */
export const ipLinkAgain = defineProbe({
	id: 'ip.link-again',
	summary: 'names of the interfaces that are there at the end of the run',
	requests: () => [{...command('ip', '-j', '-s', '-d', 'link', 'show'), sample: 'last'}],
	parse: ([reply]): ReadonlySet<string> => new Set(parseIpLink(textOf(reply)).map(({name}) => name)),
});
