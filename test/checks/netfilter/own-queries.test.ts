import {test} from 'vitest';
import check from '../../../checks/netfilter/own-queries.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck} from '../../../src/testing.ts';
import {ownRoutes, routeOf} from '../flannel-builders.ts';
import {rules as routingRules} from '../host/evidence.ts';

const none = {tables: [], incompatibleTables: []};
const outputOf = (...rules: readonly string[]) => ({
	nft: parseIptablesSave(
		['*filter', ':OUTPUT ACCEPT [0:0]', ...rules.map(rule => `-A OUTPUT ${rule}`), 'COMMIT', ''].join('\n'),
	),
	legacy: none,
});
const asked = (result: 'answered' | 'silent', ...rules: readonly string[]) => ({
	evidence: {
		contact: {
			...{name: 'kube-system/rke2-coredns-rke2-coredns', address: '10.43.0.10', port: 53},
			service: {result},
			endpoints: [{address: '10.42.0.5', port: 53, answer: {result}}],
			...{question: 'kubernetes.default.svc.cluster.local', total: 1},
		},
		rules: outputOf(...rules),
		tables: [],
		routes: [
			...ownRoutes,
			routeOf('10.42.0.0/24', {gateway: '10.42.0.0', dev: 'flannel.1', flags: ['onlink']}),
		],
		routingRules,
	},
});
const drop = '-p udp -m udp --dport 53 -j DROP';
const subject = {kind: 'NetfilterRule', name: 'UDP 53'} as const;

testCheck(test, check, {
	passes: {
		'it answers, whatever the rules say': asked('answered', drop),
		'it is silent for another reason': asked('silent'),
		'the range of pods may be asked': asked('silent', '-d 10.42.0.0/16 -j ACCEPT', drop),
		'only TCP is closed': asked('silent', '-p tcp -m tcp --dport 53 -j DROP'),
		'another uplink': asked('silent', `-o eth9 ${drop}`),
	},
	fails: {
		'queries to all but the name server of the site': {
			...asked('silent', `! -d 192.0.2.53/32 ${drop}`),
			findings: [{message: 'dropped', subject, text: 'CoreDNS (10.42.0.5, UDP port 53)'}],
		},
		'queries into the tunnel': {
			...asked('silent', `-o flannel.1 ${drop}`),
			findings: [{message: 'dropped', subject, text: '-o flannel.1'}],
		},
	},
});
