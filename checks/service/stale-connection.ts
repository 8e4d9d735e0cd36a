import {defineCheck, staleConnections} from 'rke2-netdoctor';

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
		'The kernel chooses an endpoint for the first datagram between two ports, and sends all that follow there. A client that never pauses keeps such an entry for ever, also when the pod is gone or there was no rule yet when it began: it gets no answer while everybody else does.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {entries: 'conntrack.entries', services: 'service.endpoints'},
	messages: {
		gone: {
			severity: 'warning',
			text: '{count} {count:connection|connections} to the cluster DNS {address} still {count:leads|lead} to {target}, which is no endpoint any more: {clients} {count:gets|get} no answer',
			guide: {steps, links: ['kubernetes/debug-service', 'kubernetes/debug-dns']},
		},
		untranslated: {
			severity: 'warning',
			text: '{count} {count:connection|connections} to the cluster DNS {address} began before kube-proxy had a rule for it, and {count:is|are} not translated since: {clients} {count:gets|get} no answer',
			guide: {steps, links: ['kubernetes/debug-service', 'kubernetes/debug-dns']},
		},
	},
	*run({entries, services: {dns}}, {finding}) {
		// The rules of kube-proxy may be as old as the entries.
		if (dns === undefined || dns.source !== 'EndpointSlices') {
			return;
		}
		const [namespace = '', name = ''] = dns.name.split('/');
		for (const stale of staleConnections(entries, dns)) {
			const clients = [...new Set(stale.entries.map(({original}) => original.source))];
			const [first] = stale.entries;
			yield finding(
				stale.kind,
				{
					count: stale.entries.length,
					address: dns.address,
					port: dns.port,
					target: stale.target,
					clients: clients.slice(0, 3).join(', '),
				},
				{kind: 'Service', namespace, name},
				{evidence: [{from: 'entries', excerpt: first.line}]},
			);
		}
	},
});
