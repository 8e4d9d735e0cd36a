import {corednsService, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/one-protocol',
	title: 'The cluster DNS answers over UDP and over TCP alike',
	rationale:
		'Names are asked for over UDP, and again over TCP where the answer is too long. A firewall, a security group or a NetworkPolicy that lets only one of them pass makes some names resolve and others not, or all of them slow and by luck.',
	needs: {protocols: 'dns.contact-tcp'},
	messages: {
		tcpLost: {
			severity: 'warning',
			text: 'The cluster DNS {address} answers over UDP, but not over TCP ({how}): long answers, and programs that ask over TCP, fail',
			guide: {
				steps: [
					{text: 'dig +tcp +time=2 +tries=1 @{address} {question}, here and on a server'},
					{
						text: 'kubectl get networkpolicies -n kube-system -o yaml: each one that allows UDP port 53 must allow TCP port 53 too',
					},
					{
						text: 'Between nodes the overlay carries both: if CoreDNS pods are on other nodes only, rke2-netdoctor there tells whether TCP passes at all',
					},
				],
				links: ['kubernetes/debug-dns', 'rancher/dns', 'rke2/coredns'],
			},
		},
		udpLost: {
			severity: 'critical',
			text: 'The cluster DNS {address} answers over TCP, but not over UDP ({how}): names do not resolve in pods of this node',
			guide: {
				steps: [
					{
						text: 'dig +notcp +time=2 +tries=1 @{address} {question}; dig +tcp +time=2 +tries=1 @{address} {question}',
					},
					{
						text: 'nft list ruleset | grep -n "dport 53"; iptables-save | grep -n "dport 53": nothing may drop UDP port 53 to pods and services',
					},
					{
						text: 'kubectl get networkpolicies -n kube-system -o yaml: UDP port 53 of CoreDNS must be allowed',
					},
					{
						text: 'An entry for an endpoint that is gone: conntrack -L -p udp --orig-dst {address}; delete it by conntrack -D -p udp --orig-dst {address}',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-dns', 'rancher/dns', 'kubernetes/debug-service'],
			},
			explains: ['dns/endpoint-unreachable#allSilent'],
		},
	},
	*run({protocols: {address, question, udp, tcp, direct}}, {finding, environment}) {
		const evidence = [
			{from: 'protocols', of: '+tcp', excerpt: `UDP ${udp.result}, TCP ${tcp.result}: ${question}`},
		] as const;
		if (udp.result === 'answered' && tcp.result !== 'answered') {
			yield finding('tcpLost', {address, question, how: tcp.detail ?? tcp.result}, corednsService, {
				evidence,
			});
		} else if (
			tcp.result === 'answered' &&
			// Where a pod answers directly over UDP the rules of the service are at fault.
			[udp, ...direct].every(({result}) => result !== 'answered')
		) {
			yield finding('udpLost', {address, question, how: udp.detail ?? udp.result}, corednsService, {
				evidence,
				affects: [corednsService, thisNode(environment)],
			});
		}
	},
});
