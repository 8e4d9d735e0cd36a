import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {isClusterDevice} from '../derive/cni-devices.ts';
import type {Route} from '../parsers/ip-route.ts';
import {parseIpRule, type RoutingRule} from '../parsers/ip-rule.ts';
import {ipRoute} from './ip.route.ts';

/** Without IPv6 the kernel may have no rules to show. */
const hasPods = (routes: readonly Route[]): boolean =>
	routes.some(
		({family, destination, dev = ''}) =>
			family === 'ipv6' && isClusterDevice(dev) && !/^f[ef]/i.test(destination),
	);

export const ipRuleIpv6 = defineProbe({
	id: 'ip.rule-ipv6',
	summary: 'IPv6 routing policy rules in the order of their priority, where pods have IPv6 addresses',
	needs: {routes: ipRoute},
	requests: ({routes}) => (hasPods(routes) ? [command('ip', '-j', '-6', '-d', 'rule', 'show')] : []),
	parse: ([reply]): readonly RoutingRule[] => (reply === undefined ? [] : parseIpRule(textOf(reply))),
});
