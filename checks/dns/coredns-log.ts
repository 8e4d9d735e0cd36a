import {
	askedNameIn,
	corednsDeployment,
	corednsService,
	corednsTroubleOf,
	defineCheck,
	forbiddenKindIn,
	listNames,
	upstreamIn,
	withoutKlogPrefix,
} from 'rke2-netdoctor';

const log = {text: 'crictl logs --tail 50 $(crictl ps -aq --name coredns | head -1)'} as const;
const explains = ['dns/coredns-endpoints', 'dns/coredns-container'] as const;
/** Of the others tells dns/coredns-start. */
const faults = [
	...(['loop', 'corefile', 'apiUnreachable', 'bindDenied', 'portTaken', 'apiRefuses', 'upstream'] as const),
];

export default defineCheck({
	id: 'dns/coredns-log',
	title: 'CoreDNS on this node does not complain of what it cannot work without',
	rationale:
		'Why CoreDNS ends, or answers only some questions, stands in its log: it asks itself in a circle, cannot read its Corefile, does not reach the API from which it learns of services, or the name servers outside do not answer it. A complaint counts when CoreDNS ends again and again, or when it is repeated over minutes and goes on.',
	needs: {coredns: 'coredns.containers', logs: 'coredns.logs', now: 'system.clock'},
	wants: {resolvers: 'dns.pod-resolvers', files: 'dns.host-resolvers'},
	messages: {
		loop: {
			severity: 'critical',
			text: 'CoreDNS on this node ends because its own questions come back to it: {line}{servers}',
			guide: {
				steps: [
					{
						text: 'cat /etc/resolv.conf /run/systemd/resolve/resolv.conf: does one name 127.0.0.x or the cluster DNS?',
					},
					{
						text: 'If it does: set resolv-conf in /etc/rancher/rke2/config.yaml to a file with the real name servers only, and restart RKE2 (systemctl restart rke2-server or rke2-agent)',
						changes: 'node',
					},
					{
						text: 'If not, the pod may hold an older copy, or a name server outside forwards to the cluster DNS: kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/coredns-loop', 'rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		corefile: {
			severity: 'critical',
			text: 'CoreDNS on this node does not start, because it cannot use its Corefile: {line}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get configmap rke2-coredns-rke2-coredns -o yaml'},
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml: take back what servers sets there',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/helmchartconfig', 'kubernetes/debug-dns'],
			},
			explains,
		},
		apiUnreachable: {
			severity: 'critical',
			text: 'CoreDNS on this node does not reach the Kubernetes API, so that it knows no new services: {line}',
			guide: {
				steps: [
					{
						text: 'curl -k --max-time 3 https://10.43.0.1/version (or the address in the line above): an answer of any kind is good',
					},
					{text: 'kube-proxy, or Cilium in its place, leads to the servers: crictl ps -a --name kube-proxy'},
					log,
				],
				links: ['kubernetes/debug-dns', 'kubernetes/debug-service', 'rke2/requirements-ports'],
			},
			explains,
		},
		bindDenied: {
			severity: 'critical',
			text: 'CoreDNS on this node ends because it may not listen on port 53: {line}',
			guide: {
				steps: [
					{
						text: 'crictl inspect $(crictl ps -aq --name coredns | head -1) | grep -A 12 capabilities: NET_BIND_SERVICE must be among the effective ones, and in securityContext.capabilities.add of the Deployment',
					},
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml: take back a securityContext that is set there; a policy (Kyverno, Gatekeeper) may also have taken the capability away',
						changes: 'cluster',
					},
					{
						text: 'ausearch -m avc -ts recent | grep coredns: whether SELinux refuses it, then install rke2-selinux',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		portTaken: {
			severity: 'critical',
			text: 'CoreDNS on this node ends because another program has its port: {line}',
			guide: {
				steps: [
					{text: 'ss -lntup "sport = :53"'},
					{
						text: 'CoreDNS has a network of its own unless hostNetwork is set: kubectl -n kube-system get deployment rke2-coredns-rke2-coredns -o yaml | grep hostNetwork',
					},
					{
						text: 'Bind the other name server of this host (dnsmasq, systemd-resolved, bind) to its own address only, or stop it',
						changes: 'node',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'The Kubernetes API refuses CoreDNS {kind}, so that it knows no new services: {line}',
			guide: {
				steps: [
					{
						text: 'If it is forbidden: kubectl describe clusterrole | grep -A 12 coredns must allow list and watch of {kind}; the chart brings that role: kubectl -n kube-system delete job helm-install-rke2-coredns has it installed again',
						changes: 'cluster',
					},
					{
						text: 'If its token is refused (Unauthorized): kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns: new pods get a new one',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-dns', 'rke2/coredns'],
			},
			explains,
		},
		upstream: {
			severity: 'warning',
			text: 'The name server {server} does not answer CoreDNS on this node ({count} times in the last minutes): names such as {name} fail for pods',
			guide: {
				steps: [
					{
						text: 'dig +time=2 +tries=1 @{server} {name}, here, and a name that this server should know: one that answers the second only drops foreign names, as in a closed network',
					},
					{
						text: 'If it answers: packets of pods may be dropped on the way, since they are to leave with the address of the node; look at masquerading and at the firewall between this node and {server}',
					},
					{
						text: 'If not: correct the name servers of this node, then kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns',
						changes: 'node',
					},
				],
				links: ['rancher/dns', 'kubernetes/debug-dns', 'rke2/coredns'],
			},
		},
	},
	*run({coredns: {pod}, logs, now, resolvers, files}, {finding}) {
		const trouble = corednsTroubleOf(pod, logs, now);
		const fault = faults.find(one => one === trouble?.fault);
		if (trouble === undefined || fault === undefined) {
			return;
		}
		const {message, count, path} = trouble;
		const line = withoutKlogPrefix(message).slice(0, 300);
		const details = {evidence: [{from: 'logs', of: path, excerpt: line}], about: [corednsService]} as const;
		if (fault === 'upstream') {
			const [server, name] = [
				upstreamIn(message) ?? 'outside',
				askedNameIn(message) ?? 'those outside the cluster',
			];
			yield finding(fault, {server, count, name}, corednsDeployment, details);
		} else if (fault === 'loop') {
			const handed = resolvers?.coredns?.settings.servers ?? [];
			const file = files?.kubelet;
			// An older copy is told of by dns/coredns-stale.
			const isCurrent = handed.every(server => file?.settings.servers.includes(server));
			const where = file !== undefined && isCurrent ? `, which ${file.path} names` : '';
			const servers = handed.length === 0 ? '' : `. It forwards to ${listNames(handed)}${where}`;
			yield finding(fault, {line, servers}, corednsDeployment, details);
		} else if (fault === 'apiRefuses') {
			const kind = forbiddenKindIn(message) ?? 'services and endpointslices.discovery.k8s.io';
			yield finding(fault, {line, kind}, corednsDeployment, details);
		} else {
			yield finding(fault, {line}, corednsDeployment, details);
		}
	},
});
