import {ciliumAgentSubject, ciliumReportOf, ciliumSymptoms, defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/agent-start',
	title: "Cilium's agent gets its ports, its own address and what it reads first",
	rationale:
		'Before the agent does its work, init containers put programs on the host; then it listens on ports of the host, takes an address of its own from the range of the Node, and waits until it has read what the cluster has of each kind. Without one of these it ends and is started again. What an agent says that is up is left alone.',
	when: {cni: ['cilium']},
	needs: {agent: 'cilium.agent', cilium: 'cilium.containers', logs: 'cilium.logs', now: 'system.clock'},
	messages: {
		portTaken: {
			severity: 'critical',
			text: 'cilium-agent does not start because another program has one of its ports: {reason}',
			guide: {
				steps: [
					{
						text: 'ss -lntp | grep -E ":(4240|4244|9878|9879|9890|9891|9962|9964) "; ps -C cilium-agent -o pid,etime,args: is it a second agent?',
					},
					{
						text: 'Stop that program or move it to another port; or move the port of Cilium in the HelmChartConfig rke2-cilium (prometheus.port, healthPort, hubble.listenAddress)',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'cilium/system-requirements', 'rke2/chart-cilium'],
			},
			explains: ciliumSymptoms,
		},
		routerAddress: {
			severity: 'critical',
			text: 'cilium-agent does not start because it gets no address of its own in the pod range of this Node: {reason}',
			guide: {
				steps: [
					{
						text: 'kubectl get ciliumnode {node} -o jsonpath="{.spec.ipam} {.status.ipam}"; ip addr show cilium_host: the address of before must lie in the range of now',
					},
					{
						text: 'If the range has changed: drain this node, delete cilium_host (ip link delete cilium_host) and /var/run/cilium/state, then the cilium pod of this node',
						changes: 'node',
					},
					{
						text: 'If the range is used up, or its pool is missing: add to clusterPoolIPv4PodCIDRList or create the CiliumPodIPPool, and see the log of cilium-operator',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'cilium/ipam-kubernetes', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		familyMissing: {
			severity: 'critical',
			text: 'cilium-agent does not start because it is to use an IP family of which this node has no address, or has told Kubernetes none: {reason}',
			guide: {
				steps: [
					{
						text: 'kubectl get node {node} -o jsonpath="{.status.addresses}"; ip -6 addr show scope global: is there one that the Node lacks?',
					},
					{
						text: 'If there is: name both in /etc/rancher/rke2/config.yaml, node-ip: IPV4,IPV6, in the order of cluster-cidr, and restart RKE2 on this node',
						changes: 'node',
					},
					{
						text: 'If this node is to have none: give the cluster one family only, ipv6.enabled: false (or ipv4.enabled) in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'rke2/ipv6', 'cilium/agent-logs'],
			},
			explains: ciliumSymptoms,
		},
		notReceived: {
			severity: 'critical',
			text: 'cilium-agent ends because the API does not give it in time what it has to read first: {reason}',
			guide: {
				steps: [
					{
						text: 'crictl logs $(crictl ps -aq --name cilium-agent | head -1) 2>&1 | grep -iE "forbidden|could not find|timeout|reflector"; uptime',
					},
					{
						text: 'If a kind is not found or forbidden, CRDs and roles are older than the agent: kubectl -n kube-system rollout restart deployment cilium-operator, and see the job helm-install-rke2-cilium',
						changes: 'cluster',
					},
					{text: 'If the API is slow: look at CPU, disk and etcd of the servers'},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
		},
		hostDenied: {
			severity: 'critical',
			text: 'An init container of Cilium may not write to this host or run a program there, so that the agent does not start: {line}',
			guide: {
				steps: [
					{
						text: 'findmnt -T /opt/cni/bin; ls -ldZ /opt/cni /opt/cni/bin; getenforce; systemctl is-active fapolicyd; ausearch -m avc,fanotify -ts recent',
					},
					{
						text: 'A file system that is read-only or noexec: mount it otherwise in /etc/fstab, or give cni.binPath another place in the HelmChartConfig rke2-cilium',
						changes: 'node',
					},
					{
						text: 'AppArmor, where nsenter may not open /hostproc/1/ns: journalctl -k -g DENIED shows it. From Kubernetes 1.30 on these containers need podSecurityContext.appArmorProfile.type: Unconfined, not the annotation of before: set it in the HelmChartConfig rke2-cilium, or upgrade RKE2 to a release whose chart does',
						changes: 'cluster',
					},
					{
						text: 'If /opt/cni/bin belongs to another user than root: chown -R root:root /opt/cni; these containers are root without the right to write into what others own',
						changes: 'node',
					},
					{
						text: 'SELinux or fapolicyd: install rke2-selinux, restorecon -R /opt/cni; allow /opt/cni/bin/cilium-mount and cilium-sysctlfix',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements', 'cilium/agent-logs', 'rke2/chart-cilium'],
			},
			explains: ciliumSymptoms,
		},
	},
	*run(evidence, {finding, environment}) {
		const faults = ['portTaken', 'routerAddress', 'familyMissing', 'notReceived', 'hostDenied'] as const;
		const report = ciliumReportOf(evidence, faults, environment);
		if (report !== undefined) {
			const node = environment.nodeName.value ?? 'NODE';
			yield finding(report.fault, {...report.data, node}, ciliumAgentSubject, report.details);
		}
	},
});
