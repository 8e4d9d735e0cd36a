import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseIpRule} from '../parsers/ip-rule.ts';

export const ipRule = defineProbe({
	id: 'ip.rule',
	summary: 'IPv4 routing policy rules in the order of their priority',
	essential: true,
	requests: () => [command('ip', '-j', '-d', 'rule', 'show')],
	parse: ([reply]) => parseIpRule(textOf(reply)),
});
