import {test} from 'vitest';
import check from '../../../checks/netfilter/pod-translation.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck} from '../../../src/testing.ts';
import {links, ownRoutes, peerRoute, routeOf} from '../flannel-builders.ts';

const ofCluster = [
	'-m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
	'-m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
];
const withRules = (...rules: readonly string[]) => ({
	rules: {
		nft: parseIptablesSave(
			[
				'*nat',
				':PREROUTING ACCEPT [0:0]',
				':KUBE-SERVICES - [0:0]',
				':KUBE-SVC-ERIFXISQEP7F7OF4 - [0:0]',
				':CNI-HOSTPORT-DNAT - [0:0]',
				...[...rules, ...ofCluster].map(rule => `-A PREROUTING ${rule}`),
				'-A KUBE-SERVICES -d 10.43.0.10/32 -p udp -m udp --dport 53 -j KUBE-SVC-ERIFXISQEP7F7OF4',
				'-A KUBE-SVC-ERIFXISQEP7F7OF4 -p udp -m udp -j DNAT --to-destination 10.42.0.5:53',
				'-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.1.9:443',
				'COMMIT',
				'',
			].join('\n'),
		),
		legacy: {tables: [], incompatibleTables: []},
	},
	routes: [...ownRoutes, peerRoute(3), routeOf('10.42.1.7/32', {dev: 'cali660babf9b67'})],
	ranges: {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: ['10.43.0.10'], domain: 'cluster.local'},
	links,
});

testCheck(test, check, {
	passes: {
		'services and host ports': {evidence: withRules()},
		'what leaves the cluster goes to a proxy': {
			evidence: withRules('-i cali+ ! -d 10.0.0.0/8 -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 3128'),
		},
		'the metadata of a cloud': {
			evidence: withRules(
				'-d 169.254.169.254/32 -i cali+ -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8181',
			),
		},
		'a port of this node': {
			evidence: withRules('-p tcp -m tcp --dport 8443 -j REDIRECT --to-ports 443'),
		},
	},
	fails: {
		'a transparent proxy that takes pods along': {
			evidence: withRules('-i cali+ -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 3128'),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'NetfilterRule', name: 'nat PREROUTING'},
					text: 'rule -t nat -A PREROUTING -i cali+ -p tcp',
				},
			],
		},
		'a redirection of all UDP': {
			evidence: withRules('-i eth0 -p udp -j REDIRECT --to-ports 9999'),
			findings: [{message: 'tunnel', subject: {kind: 'NetfilterRule', name: 'nat UDP 8472'}}],
		},
	},
});
