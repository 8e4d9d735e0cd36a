import {expect, it} from 'vitest';
import {netfilterOf} from '../../src/derive/netfilter-hooks.ts';
import {routingOf} from '../../src/derive/route-lookup.ts';
import {closedServerPorts, serverPassages} from '../../src/derive/server-ports.ts';
import {parseIpRule} from '../../src/parsers/ip-rule.ts';
import {parseIptablesSave} from '../../src/parsers/iptables-save.ts';
import {routesOf} from '../checks/builders.ts';

const rules = parseIpRule(JSON.stringify([{priority: 32_766, src: 'all', table: 'main'}]));
const routes = routesOf(
	{dst: '10.0.0.0/24', dev: 'eth0', prefsrc: '10.0.0.1', protocol: 'kernel', scope: 'link', flags: []},
	{
		dst: '192.168.50.0/24',
		dev: 'eth1',
		prefsrc: '192.168.50.1',
		protocol: 'kernel',
		scope: 'link',
		flags: [],
	},
);
const own = [{address: '10.0.0.1', link: 'eth0'}];
const closedWith = (policy: string, lines: readonly string[], peer = '10.0.0.2') => {
	const text = ['*filter', `:INPUT ${policy} [0:0]`, ...lines, 'COMMIT', ''].join('\n');
	const netfilter = netfilterOf({nft: parseIptablesSave(text)}, []);
	const passages = serverPassages(own, [peer], netfilter, routingOf('ipv4', rules, routes));
	return closedServerPorts(passages).map(({port}) => port);
};
const ofLoopback = '-A INPUT -i lo -j ACCEPT';
const established = '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';

it.each([
	['nothing filters', 'ACCEPT', [], []],
	['the API is closed', 'ACCEPT', ['-A INPUT -i eth0 -p tcp -m tcp --dport 6443 -j DROP'], [6443]],
	['a list of allowed ports forgets both', 'DROP', [ofLoopback, established], [6443, 9345]],
	[
		'nodes are allowed by their network',
		'DROP',
		[ofLoopback, established, '-A INPUT -s 10.0.0.0/24 -j ACCEPT'],
		[],
	],
	[
		'only strangers are turned away',
		'ACCEPT',
		['-A INPUT ! -s 10.0.0.0/8 -p tcp -m tcp --dport 6443 -j DROP'],
		[],
	],
	['the other network is closed', 'ACCEPT', ['-A INPUT -i eth1 -p tcp -m tcp --dport 6443 -j DROP'], []],
	[
		'a rule that nobody can follow comes first',
		'ACCEPT',
		['-A INPUT -m geoip --source-country XX -j ACCEPT', '-A INPUT -p tcp -m tcp --dport 6443 -j DROP'],
		[],
	],
])('closed ports of a server: %s', (_, policy, lines, ports) => {
	expect(closedWith(policy, lines)).toEqual(ports);
});

it('leaves alone a node that is reached by another interface than that of the API', () => {
	expect(closedWith('DROP', [], '192.168.50.2')).toEqual([]);
});
