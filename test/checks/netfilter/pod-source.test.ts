import {test} from 'vitest';
import check from '../../../checks/netfilter/pod-source.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routes} from '../host/evidence.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const addresses = parseIpAddress(
	'[{"ifname":"eth0","addr_info":[{"family":"inet","local":"10.0.0.2","prefixlen":24,"scope":"global"}]}]',
);
const ofCluster = [
	'-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
	'-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
	'-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
	'-A KUBE-POSTROUTING -j MASQUERADE --random-fully',
	'-A FLANNEL-POSTRTG -s 10.42.1.0/24 -d 10.42.0.0/16 -j RETURN',
	'-A FLANNEL-POSTRTG -s 10.42.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE',
];
const evidence = (...rules: readonly string[]) => ({
	rules: {
		nft: parseIptablesSave(
			[
				'*nat',
				':POSTROUTING ACCEPT [0:0]',
				...[':KUBE-POSTROUTING - [0:0]', ':FLANNEL-POSTRTG - [0:0]'],
				...[...rules, ...ofCluster, 'COMMIT', ''],
			].join('\n'),
		),
	},
	...{routes, ranges, addresses},
});
const subject = {kind: 'NetfilterRule', name: 'nat POSTROUTING'} as const;

testCheck(test, check, {
	environment: {cni: told('canal' as const)},
	passes: {
		'the cluster alone': {evidence: evidence()},
		'what leaves by the uplink is translated': {evidence: evidence('-A POSTROUTING -o eth0 -j MASQUERADE')},
		'a network of virtual machines': {
			evidence: evidence('-A POSTROUTING -s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE'),
		},
		'a set of which nobody tells what is in it': {
			evidence: evidence('-A POSTROUTING -m set --match-set lan src -j MASQUERADE'),
		},
		'no legacy and no nf_tables rules': {evidence: {rules: {}, routes, ranges, addresses}},
	},
	fails: {
		'what goes into the tunnel is masqueraded': {
			evidence: evidence('-A POSTROUTING -o flannel.1 -j MASQUERADE'),
			findings: [{message: 'hidden', subject, text: '-o flannel.1 -j MASQUERADE'}],
		},
		'everything gets an address of this node': {
			evidence: evidence('-A POSTROUTING -s 10.0.0.0/8 -j SNAT --to-source 10.0.0.2'),
			findings: [{message: 'hidden', subject}],
		},
		'everything gets the address of a router': {
			evidence: evidence('-A POSTROUTING -s 10.0.0.0/8 -j SNAT --to-source 10.0.0.250'),
			findings: [{message: 'astray', subject, text: '10.0.0.250'}],
		},
	},
});
