import {defineCheck, netfilterEndOf, netfilterRemedyOf, peersOfDrops, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: '{show}'},
	{text: 'Let the nodes pass, with their network for NODES: {open}', changes: 'node'},
	{
		text: 'Find who wrote it (firewalld, ufw, iptables.service, nftables.service, a hardening script) and change it there, or it comes back: in firewalld it is --add-protocol=ipip',
		changes: 'node',
	},
] as const;
const links = ['calico/network-requirements', 'calico/encapsulation'] as const;
const explains = ['calico/ipip-unreachable', 'dns/endpoint-unreachable'] as const;

export default defineCheck({
	id: 'calico/ipip-protocol',
	title: 'This node lets IP-in-IP in and out',
	rationale:
		'With IPIP a packet between pods of different nodes travels inside another one of IP protocol 4, which has no port: whoever opens TCP and UDP ports only keeps it out. Felix accepts it from the nodes it knows, but after a rule that drops it nobody asks Felix. The chains are followed as the kernel does.',
	when: {cni: ['calico'], backend: ['ipip']},
	needs: {passage: 'netfilter.ipip-passage'},
	messages: {
		droppedIn: {
			severity: 'critical',
			text: 'This node drops IP-in-IP (protocol 4) of {peers}: {how}',
			guide: {steps, links},
			explains,
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops its own IP-in-IP (protocol 4) to {peers}: {how}',
			guide: {steps, links},
			explains,
		},
	},
	*run({passage}, {finding, environment}) {
		for (const [message, drops] of [
			['droppedIn', passage.incoming],
			['droppedOut', passage.outgoing],
		] as const) {
			const [first] = drops;
			if (first === undefined) {
				continue;
			}
			const {end, shownBy} = first;
			yield finding(
				message,
				{...netfilterRemedyOf(first, 'NODES'), peers: peersOfDrops(drops), how: netfilterEndOf(first)},
				{kind: 'NetfilterRule', name: `IP-in-IP ${message === 'droppedIn' ? 'in' : 'out'}`},
				{
					evidence: [
						{
							from: 'passage',
							excerpt: end.rule?.excerpt ?? `${end.chain} policy drop`,
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
