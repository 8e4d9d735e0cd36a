import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/netfilter/overlay-port-lossy.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {netfilterOverlayLosses} from '../../../src/probes/netfilter.overlay-losses.ts';
import {netfilterOverlayWalk} from '../../../src/probes/netfilter.overlay-walk.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {probed, requestsOf} from '../../probes/run-probe.ts';
import {links, peerFdb} from '../flannel-builders.ts';
import {withoutPlan} from '../host/evidence.ts';

const saved = (...rules: readonly string[]) =>
	['*filter', ':INPUT ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n');
const walked = (text: string) =>
	netfilterOverlayWalk.parse(
		[],
		{
			rules: {nft: parseIptablesSave(text), legacy: {tables: [], incompatibleTables: []}},
			tables: [],
			links,
			fdb: [peerFdb(1), peerFdb(3)],
			lookups: {},
		},
		withoutPlan,
	);
const again = 'iptables-nft-save -c (second sample)';
/** The rules with their counters, then what the last one counts at the end of the run. */
const evidence = (before: readonly string[], after: number) => {
	const end = [...before.slice(0, -1), (before.at(-1) ?? '').replace(/^\[\d+/, `[${after}`)];
	return {
		links,
		losses: probed(netfilterOverlayLosses, {[again]: saved(...end)}, {passages: walked(saved(...before))}),
	};
};
const limited = [
	'[90:9000] -A INPUT -p udp -m udp --dport 8472 -m limit --limit 5/sec -j ACCEPT',
	'[7:700] -A INPUT -p udp -m udp --dport 8472 -j DROP',
];
const chance = [
	'[7:700] -A INPUT -p udp -m multiport --dports 4789,8472 -m statistic --mode random --probability 0.5 -j DROP',
];
const strangers = [
	'[90:9000] -A INPUT -p udp -m udp --dport 8472 -m set --match-set cali40nodes src -j ACCEPT',
	'[7:700] -A INPUT -p udp -m udp --dport 8472 -j DROP',
];
const subject = {kind: 'NetfilterRule', name: 'UDP 8472'} as const;

testCheck(test, check, {
	environment: {cni: told('canal' as const)},
	passes: {
		'a limit that nothing has reached': {evidence: evidence(limited, 7)},
		'the counters were set to zero meanwhile': {evidence: evidence(limited, 0)},
		'strangers are dropped, and a set says who is none': {evidence: evidence(strangers, 90)},
		'scanners are dropped on all ports': {
			evidence: evidence(
				[
					'[7:700] -A INPUT -m recent --rcheck --seconds 3600 --name scanners --mask 255.255.255.255 --rsource -j DROP',
				],
				90,
			),
		},
		'scanners are dropped on the port, too': {
			evidence: evidence(
				['[7:700] -A INPUT -p udp -m udp --dport 8472 -m recent --rcheck --name scanners --rsource -j DROP'],
				90,
			),
		},
		'a limit for each sender': {
			evidence: evidence(
				[
					'[7:700] -A INPUT -p udp -m udp --dport 8472 -m hashlimit --hashlimit-above 5/sec --hashlimit-mode srcip --hashlimit-name udp -j DROP',
				],
				90,
			),
		},
		'everything is dropped now and then': {
			evidence: evidence(
				['[7:700] -A INPUT -p udp -m statistic --mode random --probability 0.5 -j DROP'],
				90,
			),
		},
		'rules that do not concern the tunnel': {
			evidence: evidence(
				['[7:700] -A INPUT -p tcp -m statistic --mode random --probability 0.5 -j DROP'],
				90,
			),
		},
	},
	fails: {
		'more than the limit came': {
			evidence: evidence(limited, 19),
			findings: [
				{
					message: 'drops',
					subject,
					text: 'has dropped 12 packets of flannel.1 (UDP port 8472) on their way in',
				},
			],
		},
		'half of them by chance': {
			evidence: evidence(chance, 8),
			findings: [{message: 'drops', subject, text: 'has dropped 1 packet of'}],
		},
	},
});

describe('netfilter.overlay-losses', () => {
	it('asks again only where a rule leaves it open', () => {
		expect(requestsOf(netfilterOverlayLosses, {passages: walked(saved(...limited))})).toEqual([again]);
		expect(requestsOf(netfilterOverlayLosses, {passages: walked(saved())})).toEqual([]);
	});
	it('knows nothing of a rule that is gone', () => {
		const passages = walked(saved(...chance));
		expect(probed(netfilterOverlayLosses, {[again]: saved()}, {passages})).toEqual([]);
		expect(probed(netfilterOverlayLosses, {}, {passages})).toEqual([]);
	});
});
