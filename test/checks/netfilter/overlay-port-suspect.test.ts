import {test} from 'vitest';
import check from '../../../checks/netfilter/overlay-port-suspect.ts';
import {netfilterOverlayWalk} from '../../../src/probes/netfilter.overlay-walk.ts';
import {testCheck} from '../../../src/testing.ts';
import {links, onOverlay, onUnderlay, ownRoutes, peerFdb, peerOf, peerRoute} from '../flannel-builders.ts';
import {inputRules, withoutPlan} from '../host/evidence.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const none = {tables: [], incompatibleTables: []};
const passagesWith = (policy: 'ACCEPT' | 'DROP', ...rules: readonly string[]) =>
	netfilterOverlayWalk.parse(
		[],
		{
			rules: {nft: inputRules(policy, rules), legacy: none},
			tables: [],
			links,
			fdb: [peerFdb(1), peerFdb(3)],
			lookups: {},
		},
		withoutPlan,
	);
const silent = (passages: ReturnType<typeof passagesWith>) => ({
	passages,
	links,
	routes: [...ownRoutes, peerRoute(1), peerRoute(3)],
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [],
	overlayPings: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
});
const bySet = '-p udp -m set --match-set closed-ports dst -j DROP';
const subject = {kind: 'NetfilterRule', name: 'UDP 8472'} as const;

testCheck(test, check, {
	passes: {
		'a tunnel that answers, whatever the rules': {
			evidence: {
				...silent(passagesWith('ACCEPT', bySet)),
				overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
				overlayPings: [],
			},
		},
		'no rule that could be it': {
			evidence: silent(passagesWith('ACCEPT', '-p tcp -m set --match-set closed-ports dst -j DROP')),
		},
		'a list of banned addresses': {
			evidence: silent(passagesWith('ACCEPT', '-m set --match-set crowdsec-blacklists src -j DROP')),
		},
		'what is dropped for certain, which is another finding': {
			evidence: silent(passagesWith('ACCEPT', '-p udp -m udp --dport 8472 -j DROP')),
		},
	},
	fails: {
		'a set of ports': {
			evidence: silent(passagesWith('ACCEPT', bySet)),
			findings: [
				{message: 'mayDrop', subject, text: 'on their way in: -t filter -A INPUT -p udp -m set --match-set'},
			],
		},
		'a flood protection': {
			evidence: silent(
				passagesWith(
					'ACCEPT',
					'-p udp -m udp --dport 8472 -m hashlimit --hashlimit-above 1/min --hashlimit-name flood -j DROP',
				),
			),
			findings: [{message: 'mayDrop', subject, text: 'hashlimit'}],
		},
		'a queue that an intrusion detection reads, or does not': {
			evidence: silent(passagesWith('ACCEPT', '-j NFQUEUE --queue-num 0')),
			findings: [{message: 'mayDrop', subject, text: 'NFQUEUE'}],
		},
		'a closed firewall that lets in some by their MAC address': {
			evidence: silent(passagesWith('DROP', '-p udp -m mac --mac-source 52:54:00:00:00:09 -j ACCEPT')),
			findings: [{message: 'mayDrop', subject, text: 'filter INPUT policy drop'}],
		},
	},
});
