import {defineCheck, kubeProxyEffects, kubeProxyLogStep, kubeProxyTroubleOf, thisNode} from 'rke2-netdoctor';

const faults = ['options', 'sysctlDenied', 'apiRefuses', 'lockHeld', 'nftCrashes'] as const;

export default defineCheck({
	id: 'service/kube-proxy-refused',
	title:
		'kube-proxy is given its settings, the API, its sysctls, the lock of iptables and rules that it can read',
	rationale:
		'kube-proxy ends when it does not know an option or may not write a sysctl of connection tracking. It goes on, with the services that it knew, while the API refuses it or another program never lets go of the lock of iptables. In nftables mode the nft of its image reads all tables of the host, and may crash on what a newer one has written. A complaint counts when kube-proxy does not run, or when it is minutes old and not followed by a recovery.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {run: 'kube-proxy.containers', logs: 'kube-proxy.logs', now: 'system.clock'},
	messages: {
		options: {
			severity: 'critical',
			text: 'kube-proxy ends because it does not accept its configuration: {line}',
			guide: {
				steps: [
					{
						text: 'grep -rn -A5 kube-proxy-arg /etc/rancher/rke2; cat /var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml',
					},
					{
						text: 'Take the option out that it names, or correct its value, in /etc/rancher/rke2/config.yaml of this node, and restart RKE2',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'rke2/nftables', 'kubernetes/debug-service'],
			},
			explains: kubeProxyEffects,
		},
		sysctlDenied: {
			severity: 'critical',
			text: 'kube-proxy may not set a sysctl of this host: {line}',
			guide: {
				steps: [
					{text: 'findmnt -T /proc/sys/net; systemd-detect-virt -c; sysctl net.netfilter.nf_conntrack_max'},
					{
						text: 'In a container: set it on the machine below, and leave it alone here: kube-proxy-arg: ["conntrack-max-per-core=0", "conntrack-tcp-timeout-established=0s", "conntrack-tcp-timeout-close-wait=0s"] in /etc/rancher/rke2/config.yaml, and restart RKE2',
						changes: 'node',
					},
					{text: 'Else find what forbids it: ausearch -m avc -ts recent; aa-status'},
				],
				links: ['rke2/requirements-linux', 'kubernetes/debug-service', 'rke2/config-files'],
			},
			explains: kubeProxyEffects,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'The API refuses kube-proxy ({count} times of late), so that services keep the endpoints that it knew before: {line}',
			guide: {
				steps: [
					{
						text: 'openssl x509 -noout -subject -dates -in /var/lib/rancher/rke2/agent/client-kube-proxy.crt; timedatectl',
					},
					{
						text: 'Expired, or of another cluster: restart RKE2 on this node, which asks for new certificates (systemctl restart rke2-server or rke2-agent)',
						changes: 'node',
					},
					{
						text: 'Forbidden: kubectl get clusterrolebinding system:node-proxier -o yaml: User system:kube-proxy must be in it',
					},
				],
				links: ['rke2/certificates', 'kubernetes/debug-service'],
			},
			explains: kubeProxyEffects,
		},
		lockHeld: {
			severity: 'critical',
			text: 'kube-proxy does not get the lock of iptables ({count} times of late), so that its rules stay as they were: {line}',
			guide: {
				steps: [
					{
						text: 'fuser -v /run/xtables.lock; ps -eo pid,etime,args | grep -E "[i]ptables|[i]p6tables": who has it, and for how long',
					},
					{
						text: 'End that program, a script or agent that hangs, or set it to work with nft; on a node with tens of thousands of rules switch kube-proxy to nftables or IPVS',
						changes: 'node',
					},
					kubeProxyLogStep,
				],
				links: ['kubernetes/debug-service', 'rke2/nftables'],
			},
			explains: kubeProxyEffects,
		},
		nftCrashes: {
			severity: 'critical',
			text: 'The nft that kube-proxy brings along crashes when it reads the tables of this host ({count} times of late), so that no service is written: {line}',
			guide: {
				steps: [
					{
						text: 'nft --version; nft list sets; nft list tables: sets of other programs (firewalld, a container) that a newer nft has written',
					},
					{
						text: 'Take kube-proxy back to iptables: remove proxy-mode=nftables from kube-proxy-arg in /etc/rancher/rke2/config.yaml, and restart RKE2 on this node',
						changes: 'node',
					},
					{
						text: 'Or stop the program whose sets these are, delete its table (nft delete table FAMILY NAME), and let kube-proxy try again: it does so every 30 seconds',
						changes: 'node',
					},
					{text: 'Later releases of Kubernetes bring a newer nft: kubernetes/kubernetes issue 136786'},
				],
				links: ['rke2/nftables', 'kubernetes/debug-service'],
			},
			explains: kubeProxyEffects,
		},
	},
	*run({run, logs, now}, {finding, environment}) {
		const trouble = kubeProxyTroubleOf(run, logs, now);
		const fault = faults.find(one => one === trouble?.fault);
		if (trouble !== undefined && fault !== undefined) {
			yield finding(
				fault,
				{line: trouble.message.slice(0, 300), count: trouble.count},
				{kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
				{
					evidence: [{from: 'logs', of: trouble.path, excerpt: trouble.message}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
