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
		ranges: {
			pods: ['2001:db8:42::/56', '10.42.0.0/16'],
			...{services: ['10.43.0.0/16'], dns: ['10.43.0.10'], domain: 'cluster.local'},
		},
	},
});
const withLocalPod = (result: 'answered' | 'silent', ...rules: readonly string[]) => {
	const {evidence} = asked('silent', ...rules);
	const local = {address: '10.42.1.5', port: 53, answer: {result}} as const;
	return {
		evidence: {
			...evidence,
			contact: {...evidence.contact, endpoints: [...evidence.contact.endpoints, local], total: 2},
			routes: [...evidence.routes, routeOf('10.42.1.5', {dev: 'cali0123456789a'})],
		},
	};
};
const drop = '-p udp -m udp --dport 53 -j DROP';
const subject = {kind: 'NetfilterRule', name: 'UDP 53'} as const;
const node = {kind: 'Node', name: 'node-2'} as const;

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
			findings: [
				{
					...{message: 'dropped', subject, text: 'CoreDNS (10.42.0.5, UDP port 53)', affects: [node]},
					step: 'iptables -t filter -I OUTPUT -d 10.42.0.0/16 -j ACCEPT',
				},
			],
		},
		'queries to one of two, while the other answers': {
			...withLocalPod('answered', `-o flannel.1 ${drop}`),
			findings: [{message: 'dropped', subject, text: '(10.42.0.5, UDP port 53)', affects: [node]}],
		},
		'queries to one of two, while the other is silent for another reason': {
			...withLocalPod('silent', `-o flannel.1 ${drop}`),
			findings: [
				{
					...{message: 'dropped', subject, text: '(10.42.0.5, UDP port 53)'},
					affects: [{kind: 'Endpoint', name: '10.42.0.5:53'}],
				},
			],
		},
		'queries into the tunnel': {
			...asked('silent', `-o flannel.1 ${drop}`),
			findings: [{message: 'dropped', subject, text: '-o flannel.1'}],
		},
	},
});
