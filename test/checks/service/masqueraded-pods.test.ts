import {test} from 'vitest';
import check from '../../../checks/service/masqueraded-pods.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck} from '../../../src/testing.ts';
import {peerOf} from '../flannel-builders.ts';

const rulesOf = (...lines: readonly string[]) => ({
	nft: parseIptablesSave(
		`*filter\n:cali-pi-_web - [0:0]\n:cali-po-_web - [0:0]\n${lines.join('\n')}\nCOMMIT\n`,
	),
});
const fromPods =
	'-A cali-pi-_web -p tcp -m set --match-set cali40s:abc src -j MARK --set-xmark 0x10000/0x10000';
const all = new Map([['masquerade-all', 'true']]);
const plan = {peers: [peerOf(2)], source: 'api'} as const;

testCheck(test, check, {
	passes: {
		'no policy goes by pods': {
			evidence: {
				plan,
				kubeProxy: all,
				rules: rulesOf(
					'-A cali-pi-_web -p tcp -m multiport --dports 80 -j MARK --set-xmark 0x10000/0x10000',
					'-A cali-po-_web -m set --match-set cali40s:abc dst -j MARK --set-xmark 0x10000/0x10000',
				),
			},
		},
		'all but certain pods': {
			evidence: {
				plan,
				kubeProxy: all,
				rules: rulesOf(fromPods.replace('--match-set', '! --match-set')),
			},
		},
		'pods keep their address': {
			evidence: {plan, kubeProxy: new Map([['masquerade-all', 'false']]), rules: rulesOf(fromPods)},
		},
		'a cluster of one node, which asks policies before it changes addresses': {
			evidence: {plan: {...plan, peers: []}, kubeProxy: all, rules: rulesOf(fromPods)},
		},
	},
	fails: {
		'a policy goes by pods': {
			evidence: {plan, kubeProxy: all, rules: rulesOf(fromPods)},
			findings: [
				{
					message: 'hidden',
					subject: {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
					text: 'policies that open pods of this node to other pods, 1 rule,',
				},
			],
		},
	},
});
