import {test} from 'vitest';
import check from '../../../checks/netfilter/wireguard-port.ts';
import {wireguardPortPassage} from '../../../src/derive/wireguard-port.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const peer = {
	...{publicKey: 'three', endpoint: {address: '10.0.0.13', port: 51_820}, allowedIps: ['10.42.2.0/24']},
	...{received: '0 B', sent: '296 B'},
};
const devices = [{name: 'wireguard.cali', publicKey: 'own', listenPort: 51_820, peers: [peer]}];
const withSession = devices.map(device => ({...device, peers: [peer, {...peer, publicKey: 'four'}]}));
const deaf = [{device: 'wireguard.cali', peer, node: kubeNode('node-3')}];
const seen = (called: typeof deaf, input: string, ...lines: readonly string[]) =>
	seenBy(devices, called, input, ...lines);
const seenBy = (from: typeof devices, called: typeof deaf, input: string, ...lines: readonly string[]) => {
	const text = [
		'*filter',
		`:INPUT ${input} [0:0]`,
		':FORWARD ACCEPT [0:0]',
		':OUTPUT ACCEPT [0:0]',
		...lines,
		'COMMIT',
		'',
	].join('\n');
	const rules = {nft: parseIptablesSave(text), legacy: {tables: [], incompatibleTables: []}};
	return {drops: wireguardPortPassage(called, from, rules, []).drops};
};
const established = '[9:540] -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const vxlan = '[9:540] -A INPUT -p udp -m udp --dport 4789 -j ACCEPT';
const subject = (way: 'in' | 'out') => ({kind: 'NetfilterRule', name: `UDP 51820 ${way}`}) as const;

testCheck(test, check, {
	environment: {cni: told('calico')},
	passes: {
		'no rule against it': {evidence: seen(deaf, 'ACCEPT')},
		'closed, but every peer has a session: answers are let in': {
			evidence: seen([], 'DROP', established, vxlan),
		},
		'another peer has a session: what answers this node is let in, and something else keeps this one away': {
			evidence: seenBy(withSession, deaf, 'DROP', established, vxlan),
		},
		'the port is open': {
			evidence: seen(deaf, 'DROP', established, '[9:540] -A INPUT -p udp -m udp --dport 51820 -j ACCEPT'),
		},
	},
	fails: {
		'a policy that forgot WireGuard': {
			evidence: seen(deaf, 'DROP', established, vxlan),
			findings: [
				{
					message: 'droppedIn',
					subject: subject('in'),
					text: 'of node-3, no rule accepts them, and the policy of filter INPUT is drop',
				},
			],
		},
		'a rule that also drops answers, of one peer': {
			evidence: seenBy(
				withSession,
				deaf,
				'DROP',
				'[9:540] -A INPUT -s 10.0.0.13/32 -p udp -m udp --dport 51820 -j DROP',
				established,
			),
			findings: [{message: 'droppedIn', subject: subject('in'), text: 'of node-3, by rule'}],
		},
		'a rule of OUTPUT': {
			evidence: seen(deaf, 'ACCEPT', '[9:540] -A OUTPUT -p udp -m udp --dport 51820 -j REJECT'),
			findings: [{message: 'droppedOut', subject: subject('out'), text: 'to node-3, by rule'}],
		},
	},
});
