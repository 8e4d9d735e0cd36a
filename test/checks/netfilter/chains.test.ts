import {test} from 'vitest';
import split from '../../../checks/netfilter/backend-split.ts';
import leftover from '../../../checks/netfilter/leftover-chains.ts';
import ipvs from '../../../checks/service/ipvs-node-address.ts';
import {serviceRulesOfBoth} from '../../../src/derive/service-rules.ts';
import {parseIptablesSave} from '../../../src/parsers/iptables-save.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {addressesOf} from '../host/evidence.ts';

const none = {tables: [], incompatibleTables: []};
/** Rules of a table, with the chains that they are in. */
const table = (name: string, ...rules: readonly string[]): string => {
	const chains = [...new Set(rules.map(rule => rule.split(' ')[0] ?? ''))];
	return [
		`*${name}`,
		...chains.map(chain => `:${chain} - [0:0]`),
		...rules.map(rule => `-A ${rule}`),
		'COMMIT',
		'',
	].join('\n');
};
const read = (...tables: readonly string[]) => parseIptablesSave(tables.join(''));

const felix = table('filter', 'FORWARD -j cali-FORWARD', 'cali-FORWARD -j RETURN');
const cilium = table(
	'filter',
	'FORWARD -m comment --comment "cilium-feeder: CILIUM_FORWARD" -j CILIUM_FORWARD',
	'CILIUM_FORWARD -o lxc+ -j ACCEPT',
);
const canary = table('mangle', 'KUBE-KUBELET-CANARY -j RETURN');
const proxy = (server: string): string =>
	table(
		'nat',
		'PREROUTING -j KUBE-SERVICES',
		'OUTPUT -j KUBE-SERVICES',
		'KUBE-SERVICES -d 10.43.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-A',
		'KUBE-SVC-A -j KUBE-SEP-A',
		`KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination ${server}:6443`,
	);

const refusal =
	'KUBE-EXTERNAL-SERVICES -d 10.43.120.5/32 -p tcp -m comment --comment "shop/web:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable';
const refusing = read(table('filter', 'INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES', refusal));

testCheck(test, leftover, {
	passes: {
		'a service without endpoints, in iptables mode': {
			evidence: {rules: {nft: refusing, legacy: none}},
		},
		'a refusal that nothing leads to, in ipvs mode': {
			evidence: {rules: {nft: read(table('filter', refusal)), legacy: none}},
			environment: {kubeProxy: told('ipvs')},
		},
		'chains of Canal and kube-proxy': {
			evidence: {rules: {nft: read(felix, proxy('10.0.0.1')), legacy: none}},
		},
		'chains of Cilium that nothing leads to': {
			evidence: {rules: {nft: read(table('filter', 'CILIUM_FORWARD -o lxc+ -j ACCEPT')), legacy: none}},
		},
		'those of Cilium, where it is the CNI': {
			evidence: {rules: {nft: read(cilium), legacy: none}},
			environment: {cni: told('cilium')},
		},
		'the CNI is not known': {
			evidence: {rules: {nft: read(cilium), legacy: none}},
			environment: {cni: {signals: []}},
		},
	},
	fails: {
		'refusals that only FORWARD and OUTPUT lead to, in ipvs mode': {
			evidence: {
				rules: {
					nft: read(
						table(
							'filter',
							'FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES',
							'OUTPUT -m conntrack --ctstate NEW -j KUBE-SERVICES',
							refusal.replace('EXTERNAL-', ''),
						),
					),
					legacy: none,
				},
			},
			environment: {kubeProxy: told('ipvs')},
			findings: [
				{
					message: 'refusalsLeft',
					subject: {kind: 'NetfilterRule', name: 'KUBE-SERVICES (nf_tables)'},
					text: 'that refuse shop/web:http are left',
				},
			],
		},
		'what iptables mode refused is refused in ipvs mode': {
			evidence: {rules: {nft: none, legacy: refusing}},
			environment: {kubeProxy: told('ipvs')},
			findings: [
				{
					message: 'refusing',
					subject: {kind: 'NetfilterRule', name: 'KUBE-EXTERNAL-SERVICES (legacy)'},
					text: 'This node refuses shop/web:http',
				},
			],
		},
		'chains of Cilium are left in both back-ends': {
			evidence: {rules: {nft: read(cilium), legacy: read(cilium)}},
			findings: [
				{
					message: 'inForce',
					subject: {kind: 'NetfilterRule', name: 'Cilium (nf_tables)'},
					text: 'the CNI of this node is canal',
				},
				{message: 'inForce', subject: {kind: 'NetfilterRule', name: 'Cilium (legacy)'}},
			],
		},
		'Calico was replaced by Cilium, and kube-proxy with it': {
			evidence: {rules: {nft: read(felix, proxy('10.0.0.1')), legacy: none}},
			environment: {cni: told('cilium'), kubeProxy: told('replaced')},
			findings: [
				{
					message: 'inForce',
					subject: {kind: 'NetfilterRule', name: 'kube-proxy (nf_tables)'},
					text: 'services are served in another way now',
				},
				{message: 'inForce', subject: {kind: 'NetfilterRule', name: 'Calico (nf_tables)'}},
			],
		},
	},
});

const splitOf = (nft: ReturnType<typeof read>, legacy: ReturnType<typeof read>) => ({
	rules: {nft, legacy},
	services: serviceRulesOfBoth({nft, legacy}),
});
const chains = {kind: 'NetfilterRule', name: 'kube-proxy chains'} as const;

testCheck(test, split, {
	passes: {
		'all in nf_tables': {evidence: splitOf(read(felix, proxy('10.0.0.1')), none)},
		'all in legacy': {evidence: splitOf(none, read(felix, proxy('10.0.0.1')))},
		'the kubelet has left a canary in the other': {
			evidence: splitOf(read(felix, proxy('10.0.0.1')), read(canary)),
		},
	},
	fails: {
		'an old set still leads to a former server': {
			evidence: splitOf(read(felix, proxy('10.0.0.1')), read(proxy('10.0.0.9'))),
			findings: [{message: 'stale', subject: chains, text: 'legacy to 10.0.0.9:6443'}],
		},
		'both sets agree for now': {
			evidence: splitOf(read(felix, proxy('10.0.0.1')), read(proxy('10.0.0.1'))),
			findings: [{message: 'both', subject: chains, text: '3 chains in nf_tables'}],
		},
		'Felix writes into the other one': {
			evidence: splitOf(read(proxy('10.0.0.1')), read(felix)),
			findings: [
				{
					message: 'mismatch',
					subject: {kind: 'NetfilterRule', name: 'back-ends'},
					text: 'kube-proxy writes into nf_tables and Calico into legacy',
				},
			],
		},
	},
});

const nodes = [
	kubeNode('node-1', {internalIps: ['10.0.0.1']}),
	kubeNode('node-2', {internalIps: ['10.0.0.2']}),
];

testCheck(test, ipvs, {
	passes: {
		'only addresses of services': {
			evidence: {addresses: addressesOf(['eth0', '10.0.0.2', 24], ['kube-ipvs0', '10.43.0.1', 32]), nodes},
		},
		'its own address': {evidence: {addresses: addressesOf(['kube-ipvs0', '10.0.0.2', 32]), nodes}},
	},
	fails: {
		'the address of the server': {
			evidence: {addresses: addressesOf(['kube-ipvs0', '10.0.0.1', 32]), nodes},
			findings: [{message: 'taken', subject: {kind: 'Peer', name: 'node-1'}, text: '10.0.0.1'}],
		},
	},
});
