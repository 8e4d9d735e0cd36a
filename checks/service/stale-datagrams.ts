import {defineCheck, listNames} from 'rke2-netdoctor';

const steps = [
	{text: 'grep -w udp /proc/net/nf_conntrack | grep -w dport={port}; iptables-save -t nat | grep -w {port}'},
	{
		text: 'conntrack -D -p udp --orig-dst {former} --orig-port-dst {port}: the next datagram is translated anew. Without that program: stop the sender for two minutes, or restart it',
		changes: 'node',
	},
	{
		text: 'If it comes back: kube-proxy and the plugin portmap do this themselves when a pod goes; older releases do not, nor does kube-proxy when it lost its last endpoint (Kubernetes issue 139628). Upgrade RKE2',
		changes: 'cluster',
	},
] as const;

/** Of CoreDNS tells service/stale-connection, which knows its endpoints from the API. */
const isDns = (service: string | undefined): boolean =>
	service?.startsWith('kube-system/rke2-coredns-rke2-coredns:') === true;

export default defineCheck({
	id: 'service/stale-datagrams',
	title: 'Datagrams to services and host ports follow the rules of today',
	rationale:
		'The kernel asks the rules for the first datagram between two ports only, and sends all that follow there. A sender that never pauses, as for metrics, logs, SIP or syslog, keeps such an entry for ever: when the pod has got another address, or there was no rule yet when it began, everything that it sends is lost, and restarting the pod does not help. Entries count to which something was sent during this run.',
	when: {cni: ['canal', 'flannel', 'calico'], kubeProxy: ['iptables']},
	needs: {stale: 'service.stale-datagrams'},
	messages: {
		gone: {
			severity: 'warning',
			text: 'What {clients} {count:sends|send} to {what} is lost: {count} {count:entry|entries} of connection tracking still {count:leads|lead} to {target}, which no pod has any more; the rules lead to {present}',
			guide: {steps, links: ['kubernetes/debug-service', 'multus/portmap']},
		},
		departed: {
			severity: 'warning',
			text: 'What {clients} {count:sends|send} to {what} goes to {target}, which is no endpoint of it any more: {count} {count:entry|entries} of connection tracking {count:is|are} of before, and nothing comes back; the rules lead to {present}',
			guide: {steps, links: ['kubernetes/debug-service', 'multus/portmap']},
		},
		untranslated: {
			severity: 'warning',
			text: 'What {clients} {count:sends|send} to {what} is lost: {count} {count:entry|entries} of connection tracking {count:is|are} of before there was a rule, and {count:is|are} not translated since; the rules lead to {present}',
			guide: {steps, links: ['kubernetes/debug-service', 'multus/portmap']},
		},
	},
	*run({stale}, {finding}) {
		for (const {kind, service, address, port, target, targets, entries} of stale) {
			if (isDns(service)) {
				continue;
			}
			const [first] = entries;
			const [namespace = '', name = ''] = (service ?? '').replace(/:[^:]*$/, '').split('/');

			const what =
				service === undefined
					? `UDP port ${port} of this node`
					: `${service} (${address === undefined ? `NodePort ${port}` : `${address}:${port}`})`;
			yield finding(
				kind,
				{
					...{what, target, port, former: first.original.destination, count: entries.length},
					clients: listNames([...new Set(entries.map(({original}) => original.source))]),
					present: listNames(targets),
				},
				service === undefined
					? {kind: 'NetfilterRule', name: `CNI-HOSTPORT-DNAT ${port}/udp`}
					: {kind: 'Service', namespace, name},
				{evidence: [{from: 'stale', of: 'nf_conntrack', excerpt: first.line}]},
			);
		}
	},
});
