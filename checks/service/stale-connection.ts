import {defineCheck, listNames} from 'rke2-netdoctor';

const steps = [
	{text: 'grep -w {address} /proc/net/nf_conntrack'},
	{
		text: 'conntrack -D -p udp --orig-dst {address} --orig-port-dst {port}: the next datagram is translated anew',
		changes: 'node',
	},
	{
		text: 'If they come back: kube-proxy does this when an endpoint goes; look at its log, and whether it runs: crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -1)',
	},
] as const;

export default defineCheck({
	id: 'service/stale-connection',
	title: 'Datagrams to the cluster DNS go to pods that answer',
	rationale:
		'The kernel chooses an endpoint for the first datagram between two ports, and sends all that follow there. A client that never pauses and asks from one port, as Envoy and nginx do, keeps such an entry for ever, also when the pod is gone or there was no rule yet when it began: it gets no answer while everybody else does. An entry to a pod that has answered before counts only where something was sent there during this run.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {connections: 'service.stale-connections'},
	messages: {
		gone: {
			severity: 'warning',
			text: '{count} {count:connection|connections} to the cluster DNS {address} still {count:leads|lead} to {target}, which is no endpoint any more: {clients} {count:gets|get} no answer',
			guide: {steps, links: ['kubernetes/debug-service', 'kubernetes/debug-dns']},
		},
		kept: {
			severity: 'warning',
			text: '{clients} {count:still asks|still ask} the cluster DNS {address} at {target}, which is no endpoint of it any more, and {count:gets|get} no answer: each question keeps the {count:entry|entries} of connection tracking alive ({count})',
			guide: {steps, links: ['kubernetes/debug-service', 'kubernetes/debug-dns']},
		},
		untranslated: {
			severity: 'warning',
			text: '{count} {count:connection|connections} to the cluster DNS {address} began before kube-proxy had a rule for it, and {count:is|are} not translated since: {clients} {count:gets|get} no answer',
			guide: {steps, links: ['kubernetes/debug-service', 'kubernetes/debug-dns']},
		},
	},
	*run({connections: {dns, stale}}, {finding}) {
		if (dns === undefined) {
			return;
		}
		const [namespace = '', name = ''] = dns.name.split('/');
		for (const {kind, target, entries} of stale) {
			const [first] = entries;
			yield finding(
				kind,
				{
					...{count: entries.length, address: dns.address, port: dns.port, target},
					clients: listNames([...new Set(entries.map(({original}) => original.source))]),
				},
				{kind: 'Service', namespace, name},
				{evidence: [{from: 'connections', of: 'nf_conntrack', excerpt: first.line}]},
			);
		}
	},
});
