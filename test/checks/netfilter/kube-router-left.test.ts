import {expect, it, test} from 'vitest';
import check from '../../../checks/netfilter/kube-router-left.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck} from '../../../src/testing.ts';

const rulesWith = (...forward: readonly string[]) => ({
	nft: parseIptablesSave(`*filter
:FORWARD ACCEPT [0:0]
:KUBE-ROUTER-FORWARD - [0:0]
:KUBE-POD-FW-A - [0:0]
${forward.join('\n')}
-A KUBE-ROUTER-FORWARD -d 10.42.1.7/32 -j KUBE-POD-FW-A
-A KUBE-POD-FW-A -m mark ! --mark 0x10000/0x10000 -j REJECT --reject-with icmp-port-unreachable
COMMIT
`),
});
const jump = '-A FORWARD -m comment --comment "kube-router netpol - TEMCG2JMHZYE7H7T" -j KUBE-ROUTER-FORWARD';
const container = (name: string) => ({
	...{id: name, sandboxId: 'a', name, attempt: 0, state: 'running' as const, createdAt: 0},
});

testCheck(test, check, {
	passes: {
		'no such rules': {
			evidence: {rules: {nft: parseIptablesSave('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n')}, containers: []},
		},
		'chains that nothing leads to': {evidence: {rules: rulesWith(), containers: []}},
		'kube-router runs for its policies': {
			evidence: {rules: rulesWith(jump), containers: [container('kube-router')]},
		},
	},
	fails: {
		'rules of a former K3s': {
			evidence: {rules: rulesWith(jump), containers: [container('kube-flannel')]},
			findings: [
				{
					message: 'inForce',
					subject: {kind: 'NetfilterRule', name: 'kube-router (nf_tables)'},
					text: '2 chains of kube-router are left in iptables (nf_tables) and packets still pass them',
				},
			],
		},
	},
});

it('clears the rules for IPv6, which K3s writes as well', () => {
	const texts = check.messages.inForce.guide.steps.map(({text}) => text);
	expect(texts.at(-1)).toMatch(/\{save\} .* \{restore\}; .* \{save6\} and \{restore6\}/);
});
