import {test} from 'vitest';
import check from '../../../checks/netfilter/former-felix.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {parseNftChains} from '../../../src/parsers/nft-chains.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';

const none = {tables: [], incompatibleTables: []};
/** What Felix writes for pods with these interfaces. */
const felix = (...interfaces: readonly string[]) =>
	parseIptablesSave(
		[
			'*filter',
			':FORWARD ACCEPT [0:0]',
			':cali-FORWARD - [0:0]',
			':cali-from-wl-dispatch - [0:0]',
			'-A FORWARD -j cali-FORWARD',
			'-A cali-FORWARD -i cali+ -j cali-from-wl-dispatch',
			...interfaces.map(name => `-A cali-from-wl-dispatch -i ${name} -g cali-fw-${name}`),
			'-A cali-from-wl-dispatch -j DROP',
			'COMMIT',
			'',
		].join('\n'),
	);
const links = linksOf({
	ifindex: 5,
	ifname: 'cali0a1b2c3d4e5',
	flags: ['UP'],
	mtu: 1450,
	operstate: 'UP',
	link_type: 'ether',
});
const tableOf = (family: string, name: string) =>
	parseNftChains(
		JSON.stringify({
			nftables: [
				{
					chain: {
						family,
						table: name,
						name: 'filter-FORWARD',
						handle: 9,
						type: 'filter',
						hook: 'forward',
						prio: 0,
						policy: 'accept',
					},
				},
			],
		}),
	);
const subject = {kind: 'NetfilterRule', name: 'Calico chains'} as const;

testCheck(test, check, {
	passes: {
		'both sets know the pods': {
			evidence: {rules: {nft: felix('cali0a1b2c3d4e5'), legacy: felix('cali0a1b2c3d4e5')}, links, chains: []},
		},
		'Felix writes nftables alone': {
			evidence: {rules: {nft: none, legacy: none}, links, chains: tableOf('ip', 'calico')},
		},
		'a table of its own for another program': {
			evidence: {
				rules: {nft: felix('cali0a1b2c3d4e5'), legacy: none},
				links,
				chains: tableOf('inet', 'firewalld'),
			},
		},
	},
	fails: {
		'the other back-end knows pods of before': {
			evidence: {rules: {nft: felix('cali0a1b2c3d4e5'), legacy: felix('cali99999999999')}, links, chains: []},
			findings: [{message: 'unaware', subject, text: 'those in legacy are left from before'}],
		},
		'the table of nftables mode is left': {
			evidence: {
				rules: {nft: felix('cali0a1b2c3d4e5'), legacy: none},
				links,
				chains: tableOf('ip', 'calico'),
			},
			findings: [{message: 'native', subject, text: 'table ip calico of nftables'}],
		},
	},
});
