import {test} from 'vitest';
import check from '../../../checks/netfilter/overlay-port-ipv6.ts';
import {testCheck} from '../../../src/testing.ts';
import {dualStack, fdbOf, flannelV6, links, vtepMac} from '../flannel-builders.ts';
import {inputRules} from '../host/evidence.ts';

const none = {tables: [], incompatibleTables: []};
const device = {
	...flannelV6,
	vxlan: {...flannelV6.vxlan, port: 8472, local: 'fd00::2', lower: 'eth0', isExternal: false},
};
const withRules = (policy: 'ACCEPT' | 'DROP', ...rules: readonly string[]) => ({
	rules: {nft: inputRules(policy, rules), legacy: none},
	tables: [],
	links: [...links, device],
	fdb: [fdbOf(vtepMac(1, 'v6'), device.name, 'fd00::1'), fdbOf(vtepMac(3, 'v6'), device.name, 'fd00::3')],
});
const dropped = '-p udp -m udp --dport 8472 -j DROP';
const subject = {kind: 'NetfilterRule', name: 'UDP 8472 over IPv6'} as const;

testCheck(test, check, {
	passes: {
		'no rules': {evidence: withRules('ACCEPT'), environment: dualStack},
		'a closed firewall that lets the nodes in': {
			evidence: withRules('DROP', '-s fd00::/64 -j ACCEPT'),
			environment: dualStack,
		},
		'pods without IPv6': {
			evidence: {...withRules('ACCEPT', dropped), links},
			environment: dualStack,
		},
	},
	fails: {
		'a rule for the port': {
			evidence: withRules('ACCEPT', dropped),
			environment: dualStack,
			findings: [{message: 'dropped', subject, text: 'of fd00::1 and fd00::3, by rule -t filter -A INPUT'}],
		},
		'a firewall that was opened for IPv4 alone': {
			evidence: withRules('DROP', '-p tcp -m tcp --dport 22 -j ACCEPT'),
			environment: dualStack,
			findings: [{message: 'dropped', subject, text: 'the policy of filter INPUT is drop'}],
		},
		'one node is not let out': {
			evidence: {
				...withRules('ACCEPT'),
				rules: {nft: inputRules('ACCEPT', [], {OUTPUT: [`-d fd00::3/128 ${dropped}`]}), legacy: none},
			},
			environment: dualStack,
			findings: [{message: 'droppedOut', subject, text: 'to fd00::3, by rule'}],
		},
	},
});
