import {describe, expect, it, test} from 'vitest';
import check from '../../../checks/netfilter/pod-masquerade.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import type {NftChainPlace} from '../../../src/parsers/nft-chains.ts';
import {netfilterPodMasquerade} from '../../../src/probes/netfilter.pod-masquerade.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {failed, known} from '../../probes/run-probe.ts';
import {links, routes} from '../host/evidence.ts';

const ranges = {pods: ['10.42.0.0/16'], services: [], dns: [], domain: 'cluster.local'};
const kube = '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING';
const chains = [
	'-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
	'-A KUBE-POSTROUTING -j MASQUERADE --random-fully',
	'-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE',
];
const jumpToFlannel = '-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG';
const flannel = [
	'-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN',
	'-A FLANNEL-POSTRTG -s 10.42.1.0/24 -d 10.42.0.0/16 -m comment --comment "flanneld masq" -j RETURN',
	'-A FLANNEL-POSTRTG -s 10.42.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE',
];
const jumpToCalico = '-A POSTROUTING -m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING';
const calico = [
	'-A cali-POSTROUTING -m comment --comment "cali:Z-c7XtVd2Bq7s_hA" -j cali-fip-snat',
	'-A cali-POSTROUTING -m comment --comment "cali:nYKhEzDlr11Jccal" -j cali-nat-outgoing',
	'-A cali-POSTROUTING -o vxlan.calico -m addrtype ! --src-type LOCAL --limit-iface-out -j MASQUERADE',
	'-A cali-nat-outgoing -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40all-ipam-pools dst -j MASQUERADE --random-fully',
];
const nat = (...rules: readonly string[]) => {
	const names = ['cali-fip-snat', ...[...rules, ...chains].map(rule => rule.split(' ')[1] ?? '')];
	return parseIptablesSave(
		[
			'*nat',
			':POSTROUTING ACCEPT [0:0]',
			...[...new Set(names)].filter(name => name !== 'POSTROUTING').map(name => `:${name} - [0:0]`),
			...rules,
			...chains,
			'COMMIT',
			'',
		].join('\n'),
	);
};
const none = {tables: [], incompatibleTables: []};
const masqueradeOf = (
	nft: ReturnType<typeof nat>,
	{
		legacy = none,
		places = [],
	}: {legacy?: typeof none | ReturnType<typeof nat>; places?: readonly NftChainPlace[]} = {},
) => netfilterPodMasquerade.parse([], {rules: {nft, legacy}, routes, links, ranges}, {chains: known(places)});
const passing = (...rules: readonly string[]) => ({masquerade: masqueradeOf(nat(...rules))});

const subject = {kind: 'NetfilterRule', name: 'nat/POSTROUTING'} as const;
const ofCalico = {cni: told('calico' as const)};

testCheck(test, check, {
	passes: {
		'flannel masquerades, behind kube-proxy': {evidence: passing(kube, jumpToFlannel, ...flannel)},
		'Felix masquerades pools that it keeps in sets': {
			evidence: passing(jumpToCalico, kube, ...calico),
			environment: ofCalico,
		},
		'others come first and are about others': {
			evidence: passing(
				'-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
				'-A POSTROUTING -d 10.0.0.0/8 -j ACCEPT',
				'-A POSTROUTING -o eth9 -j RETURN',
				kube,
				jumpToFlannel,
				...flannel,
			),
		},
		'another rule masquerades before': {
			evidence: passing('-A POSTROUTING -o eth0 -j MASQUERADE', jumpToFlannel, ...flannel),
		},
		'the other back-end masquerades': {
			evidence: {
				masquerade: masqueradeOf(nat('-A POSTROUTING -s 10.42.0.0/16 -j ACCEPT', jumpToFlannel, ...flannel), {
					legacy: nat('-A POSTROUTING -s 10.42.0.0/16 -o eth0 -j SNAT --to-source 10.0.0.2'),
				}),
			},
		},
		'the CNI has no rule for it': {evidence: passing(kube)},
		'nothing leads to that of flannel, which is another finding': {evidence: passing(kube, ...flannel)},
	},
	fails: {
		'accepted before': {
			evidence: passing('-A POSTROUTING -s 10.42.0.0/16 -j ACCEPT', kube, jumpToFlannel, ...flannel),
			findings: [
				{
					message: 'takenAway',
					subject,
					text: '-s 10.42.0.0/16 -j ACCEPT takes it before it comes to FLANNEL',
				},
			],
		},
		'returned before': {
			evidence: passing('-A POSTROUTING -o eth0 -j RETURN', jumpToCalico, ...calico),
			environment: ofCalico,
			findings: [{message: 'takenAway', subject, text: 'cali-nat-outgoing'}],
		},
		'nothing leads to that of Felix': {
			evidence: passing(kube, ...calico),
			environment: ofCalico,
			findings: [{message: 'unhooked', subject, text: 'cali-nat-outgoing is there'}],
		},
	},
});

describe('where nobody can tell, nothing is said', () => {
	const taken = nat('-A POSTROUTING -s 10.42.0.0/16 -j ACCEPT', jumpToFlannel, ...flannel);
	it('when a set decides', () => {
		const unclear = nat('-A POSTROUTING -m set --match-set direct dst -j ACCEPT', jumpToFlannel, ...flannel);
		expect(() => masqueradeOf(unclear)).toThrow('--match-set direct dst');
	});
	it('when nftables translates as well', () => {
		const place = {family: 'ip', table: 'own', name: 'post', type: 'nat', hook: 'postrouting'};
		expect(() => masqueradeOf(taken, {places: [place]})).toThrow('ip own post');
		expect(masqueradeOf(taken, {places: [{...place, table: 'kube-proxy'}]}).kind).toBe('kept');
		const wants = {chains: failed};
		const unread = () =>
			netfilterPodMasquerade.parse([], {rules: {nft: taken, legacy: none}, routes, links, ranges}, wants);
		expect(unread).toThrow('left out by the test');
	});
	it('when the table could not be read', () => {
		expect(() => masqueradeOf({...taken, incompatibleTables: ['nat']})).toThrow('could not be read');
	});
});
