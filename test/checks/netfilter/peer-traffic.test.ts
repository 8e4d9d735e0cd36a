import {test} from 'vitest';
import check from '../../../checks/netfilter/peer-traffic.ts';
import {knownSets} from '../../../src/derive/packet-sets.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {netfilterPeerPassage} from '../../../src/probes/netfilter.peer-passage.ts';
import {testCheck} from '../../../src/testing.ts';
import {links, onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';
import {routes, rules as routingRules} from '../host/evidence.ts';

const plan = {peers: [peerOf(1), peerOf(3)], source: 'api'} as const;
const [one, three] = plan.peers;
const established = '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const sets = knownSets([
	{name: 'banned', type: 'hash:net', options: [], entries: ['192.0.2.7', '10.0.0.3'], exceptions: []},
]);

const judged = (
	result: 'answered' | 'silent' | 'reset' | 'unreachable',
	...given: readonly string[]
): {readonly evidence: Parameters<typeof check.run>[0]} => {
	const text = ['*filter', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...given, 'COMMIT', ''].join('\n');
	return {
		evidence: {
			passage: netfilterPeerPassage.parse(
				[],
				{
					...{rules: {nft: parseIptablesSave(text), legacy: parseIptablesSave('')}, tables: []},
					...{routes, routingRules, links, plan, lookups: {sets}},
				},
				{},
			),
			plan,
			underlay: [onUnderlay(one, 'answered'), onUnderlay(three, result)],
			overlay: [],
			underlayPings: [],
		},
	};
};

/** A hardened agent: what it may send is listed. */
const allowed = [
	'-A OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
	'-A OUTPUT -o flannel.1 -j ACCEPT',
	'-A OUTPUT -p udp -m udp --dport 8472 -j ACCEPT',
	'-A OUTPUT -p tcp -m multiport --dports 6443,9345 -j ACCEPT',
	'-A OUTPUT -j DROP',
];
const hardened = judged('silent', ...allowed);
const banned = judged('silent', '-A INPUT -s 10.0.0.3/32 -j DROP');

testCheck(test, check, {
	passes: {
		'a list of what may be sent, without the port of the kubelet, and an overlay that works': {
			evidence: {...hardened.evidence, overlay: [onOverlay(three, 'answered')]},
		},
		'a node that is switched off': {
			evidence: {...banned.evidence, underlay: [onUnderlay(peerOf(3, {standing: 'not-ready'}), 'silent')]},
		},
		'a port that is closed there': judged('reset', '-A OUTPUT -d 10.0.0.3/32 -j DROP'),
		'no rules, and a node that is down': judged('silent'),
		'the rule of the kubelet with its mark': judged(
			'silent',
			':KUBE-FIREWALL - [0:0]',
			'-A OUTPUT -j KUBE-FIREWALL',
			'-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP',
		),
		'a closed firewall that lets answers in': judged(
			'silent',
			established,
			'-A INPUT -j DROP',
			'-A OUTPUT -p icmp -d 10.0.0.3/32 -j DROP',
		),
		'a list of banned addresses for SSH': judged(
			'silent',
			'-A INPUT -p tcp -m multiport --dports 22 -m set --match-set banned src -j DROP',
		),
		'a rule that would drop its answers, which come all the same': judged(
			'answered',
			'-A INPUT -s 10.0.0.3/32 -j DROP',
		),
		'a set that could not be read': judged('silent', '-A INPUT -m set --match-set other src -j DROP'),
	},
	fails: {
		'the rule of the kubelet without its mark': {
			...judged(
				'silent',
				':KUBE-FIREWALL - [0:0]',
				'-A OUTPUT -j KUBE-FIREWALL',
				'-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -j DROP',
			),
			findings: [{message: 'markLost', subject: {kind: 'NetfilterRule', name: 'out filter KUBE-FIREWALL'}}],
		},
		'a list of what may be sent, and an overlay that is silent for another reason': {
			evidence: {...hardened.evidence, overlay: [onOverlay(three, 'silent')]},
			findings: [
				{
					message: 'kubeletPort',
					subject: {kind: 'NetfilterRule', name: 'out filter OUTPUT'},
					text: 'what it sends to TCP 10250 of node-3, by rule -t filter -A OUTPUT -j DROP; other ports',
				},
			],
		},
		'a node was banned': {
			...judged('silent', '-A INPUT -m set --match-set banned src -j DROP', established),
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'NetfilterRule', name: 'in filter INPUT'},
					text: 'drops what it is answered by node-3, by rule -t filter -A INPUT -m set --match-set banned src',
				},
			],
		},
		'what goes there is rejected, which looks like an answer': {
			...judged('reset', '-A OUTPUT -d 10.0.0.3/32 -j REJECT --reject-with icmp-port-unreachable'),
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'NetfilterRule', name: 'out filter OUTPUT'},
					text: 'drops what it sends to node-3',
				},
			],
		},
	},
});
