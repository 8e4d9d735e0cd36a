import {test} from 'vitest';
import check from '../../../checks/netfilter/pod-forwarding.ts';
import type {WalkRule} from '../../../src/derive/chain-walk.ts';
import type {DroppedFlow} from '../../../src/probes/netfilter.pod-passage.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {units} from '../host/evidence.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const ruleOf = (text: string): WalkRule => ({
	text,
	excerpt: `[7:420] ${text}`,
	matches: () => true,
	action: () => ({kind: 'drop'}),
});
const reject = ruleOf('-t filter -A FORWARD -j REJECT --reject-with icmp-host-prohibited');
const flow = (changes: Partial<DroppedFlow> = {}): DroppedFlow => ({
	way: 'to-peers',
	packet: {
		way: 'through',
		family: 'ipv4',
		protocol: 'udp',
		port: 53,
		source: '10.42.1.5',
		destination: '10.42.0.10',
		incoming: 'cali0123456789a',
		outgoing: 'flannel.1',
	},
	end: {chain: 'filter FORWARD'},
	shownBy: 'iptables-nft-save',
	author: 'unknown',
	isAcceptedElsewhere: false,
	...changes,
});
const subject = {kind: 'NetfilterRule', name: 'FORWARD'} as const;

testCheck(test, check, {
	passes: {
		'what pods send each other passes': {evidence: {passage: [], ranges}},
		'eBPF programs forward past the rules': {
			evidence: {passage: [flow()], ranges},
			environment: {cni: told('calico'), dataplane: told('ebpf')},
		},
	},
	fails: {
		'one pod is shut off at its interface': {
			evidence: {
				passage: [
					flow({
						ofOne: 'cali0123456789a',
						shownBy: 'nft',
						end: {chain: 'netdev guard in', rule: ruleOf('netdev guard in handle 2')},
					}),
				],
				ranges,
			},
			findings: [
				{
					message: 'onePod',
					subject: {kind: 'Interface', name: 'cali0123456789a'},
					text: 'of the pod behind cali0123456789a alone',
				},
			],
		},
		'nothing outside is reached': {
			evidence: {passage: [flow({way: 'outside'}), flow({way: 'outside', author: 'docker'})], ranges},
			findings: [
				{
					message: 'outside',
					subject,
					text: 'nothing outside of the cluster, the name servers of this node included: ',
				},
			],
		},
		'nothing outside is reached, and name servers are not known': {
			evidence: {
				passage: [flow({way: 'outside', packet: {...flow().packet, protocol: 'tcp', port: 443}})],
				ranges,
			},
			findings: [{message: 'outside', subject, text: 'nothing outside of the cluster: '}],
		},
		'Docker has closed FORWARD in the other back-end': {
			evidence: {
				passage: [flow({author: 'docker', shownBy: 'iptables-legacy-save', isAcceptedElsewhere: true})],
				ranges,
			},
			findings: [{message: 'byDocker', subject, text: 'in the other back-end of iptables'}],
		},
		'firewalld rejects, as nftables shows': {
			evidence: {
				passage: [
					flow({
						author: 'firewalld',
						shownBy: 'nft',
						end: {
							chain: 'inet firewalld filter_FORWARD',
							rule: ruleOf('inet firewalld filter_FORWARD handle 7'),
						},
					}),
				],
				ranges,
			},
			findings: [{message: 'byFirewalld', subject, text: 'inet firewalld filter_FORWARD handle 7'}],
		},
		'ufw denies both ways': {
			evidence: {passage: [flow({author: 'ufw'}), flow({author: 'ufw', way: 'from-peers'})], ranges},
			findings: [
				{
					message: 'byUfw',
					subject,
					text: 'from its pods to those of other nodes and from pods of other nodes to its own',
				},
			],
		},
		'rules of K3s are left': {
			evidence: {
				passage: [
					flow({
						author: 'kube-router',
						end: {chain: 'filter KUBE-POD-FW-ABC', rule: ruleOf('-t filter -A KUBE-POD-FW-ABC -j REJECT')},
					}),
				],
				ranges,
			},
			findings: [{message: 'byKubeRouter', subject}],
		},
		'Calico takes the pods for addresses of services': {
			evidence: {
				passage: [
					flow({
						author: 'service-range',
						end: {
							chain: 'filter cali-cidr-block',
							rule: ruleOf('-t filter -A cali-cidr-block -d 10.42.0.0/16 -j DROP'),
						},
					}),
				],
				ranges,
			},
			findings: [{message: 'byServiceRange', subject}],
		},
		'rules of Cilium are left': {
			evidence: {
				passage: [flow({author: 'cilium', end: {chain: 'filter RKE2-CILIUM-FWD-DENY', rule: reject}})],
				ranges,
			},
			findings: [{message: 'byCilium', subject}],
		},
		'the iptables service rejects what pods behind a bridge send': {
			evidence: {
				passage: [flow({way: 'on-this-node', end: {chain: 'filter FORWARD', rule: reject}})],
				ranges,
				units: units({'iptables.service': {ActiveState: 'active'}}),
			},
			environment: {cni: told('flannel')},
			findings: [{message: 'dropped', subject, text: 'iptables.service may have written it'}],
		},
		'what pods send to the API of this server is not let in': {
			evidence: {
				passage: [
					flow({
						way: 'to-api',
						author: 'ufw',
						end: {chain: 'filter INPUT'},
						packet: {
							way: 'in',
							family: 'ipv4',
							protocol: 'tcp',
							port: 6443,
							source: '10.42.1.5',
							destination: '10.0.0.2',
							incoming: 'cali0123456789a',
							isTranslated: true,
						},
					}),
				],
				ranges,
			},
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'NetfilterRule', name: 'INPUT'},
					text: 'from its pods to the API: no rule accepts them, and the policy of filter INPUT is drop',
				},
			],
		},
		'Cilium forwards what its programs leave to the kernel': {
			evidence: {passage: [flow({way: 'to-api', author: 'cilium'})], ranges},
			environment: {cni: told('cilium'), dataplane: told('ebpf')},
			findings: [{message: 'dropped', subject, text: 'from its pods to the API'}],
		},
		IPv6: {
			evidence: {
				passage: [
					flow({
						shownBy: 'ip6tables-nft-save',
						packet: {...flow().packet, family: 'ipv6', source: '2001:cafe:42:1::a'},
					}),
				],
				ranges: {...ranges, pods: ['10.42.0.0/16', '2001:cafe:42::/56']},
			},
			findings: [{message: 'dropped', subject, text: 'filter FORWARD'}],
		},
	},
});
