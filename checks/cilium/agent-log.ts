import {
	apiAddressIn,
	ciliumAgentSubject,
	ciliumEnd,
	ciliumReasonIn,
	defineCheck,
	thisNode,
} from 'rke2-netdoctor';

/** What an agent that is not up no longer does or never did. */
const symptoms = [
	'cilium/container',
	'cilium/agent',
	'cilium/host-device',
	'cni/configuration-missing',
	'cilium.*',
] as const;
const startsWithin = 10 * 60_000;
const logs = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-agent | head -1)',
} as const;

export default defineCheck({
	id: 'cilium/agent-log',
	title: "Cilium's agent is not kept down by a known reason",
	rationale:
		'When the agent cannot come up it says why again and again, or says it once and ends. The last such line of an agent that is not up names the cause better than its exit code does. What an agent says that is up is left alone.',
	when: {cni: ['cilium']},
	needs: {
		agent: 'cilium.agent',
		cilium: 'cilium.containers',
		logs: 'cilium.logs',
		now: 'system.clock',
	},
	messages: {
		apiUnreachable: {
			severity: 'critical',
			text: 'cilium-agent does not come up because it cannot reach the Kubernetes API at {address}',
			guide: {
				steps: [
					{text: 'curl -k {address}/version: an answer of any kind is good'},
					{
						text: 'If that is the service address, kube-proxy must run: crictl ps --name kube-proxy. With kube-proxy disabled set k8sServiceHost: "localhost" and k8sServicePort: "6443" in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'If the address is right, look at the firewall between this node and port 6443 of the servers',
					},
				],
				links: ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/requirements-ports'],
			},
			explains: symptoms,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'cilium-agent does not come up because it does not trust the Kubernetes API at {address}, or is not trusted there',
			guide: {
				steps: [
					logs,
					{
						text: 'openssl s_client -connect 127.0.0.1:6443 </dev/null | openssl x509 -noout -issuer -dates -ext subjectAltName',
					},
					{
						text: 'The issuer must be rke2-server-ca, and the address that Cilium uses must be among the names: add it as tls-san on the servers',
						changes: 'cluster',
					},
				],
				links: ['rke2/cilium', 'cilium/agent-logs', 'rke2/certificates'],
			},
			explains: symptoms,
		},
		podCidrMissing: {
			severity: 'critical',
			text: 'cilium-agent waits for the pod CIDR of this Node, which has none',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{
						text: 'The cluster CIDR may be used up: kubectl get events -A --field-selector reason=CIDRNotAvailable',
					},
					{text: 'On the servers: crictl logs --tail 50 $(crictl ps -q --name kube-controller-manager)'},
				],
				links: ['cilium/ipam-kubernetes', 'rke2/server-config'],
			},
			explains: symptoms,
		},
		crds: {
			severity: 'critical',
			text: 'cilium-agent waits for the Cilium operator, which has not registered all CRDs',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l io.cilium/app=operator -o wide'},
					{text: 'kubectl -n kube-system logs -l io.cilium/app=operator --tail 50'},
					{
						text: 'An operator from before a change of the values does not know new CRDs: kubectl -n kube-system rollout restart deployment cilium-operator',
						changes: 'cluster',
					},
				],
				links: ['cilium/cluster-health', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
		tunnelPort: {
			severity: 'critical',
			text: 'cilium-agent cannot make its tunnel device: something else holds its UDP port',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan; ss -lunp | grep -E ":(8472|6081) "'},
					{
						text: 'If it is the device of a CNI that is gone, such as flannel.1: ip link delete flannel.1',
						changes: 'node',
					},
					{text: 'If both are needed, set tunnelPort in the HelmChartConfig rke2-cilium', changes: 'cluster'},
				],
				links: ['rke2/select-cni', 'cilium/agent-logs'],
			},
			explains: symptoms,
		},
		nativeCidr: {
			severity: 'critical',
			text: 'cilium-agent does not start with routingMode: native unless ipv4NativeRoutingCIDR is set too',
			guide: {
				steps: [
					{
						text: 'Set ipv4NativeRoutingCIDR to the cluster-cidr in the HelmChartConfig rke2-cilium, such as 10.42.0.0/16',
						changes: 'cluster',
					},
				],
				links: ['cilium/routing', 'cilium/masquerading', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
		device: {
			severity: 'critical',
			text: 'cilium-agent does not start because it finds no interface that faces the network',
			guide: {
				steps: [
					{text: 'ip route show default; ip -br addr'},
					{
						text: 'Name the interface in devices in the HelmChartConfig rke2-cilium, such as devices: eth0',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'rke2/chart-cilium', 'rke2/airgap-default-route'],
			},
			explains: symptoms,
		},
		kernel: {
			severity: 'critical',
			text: 'cilium-agent does not run on this kernel: {kernel}',
			guide: {
				steps: [
					{text: 'uname -r'},
					{
						text: 'Install a kernel of version 5.10 or later and reboot, or a newer release of the distribution',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements'],
			},
			explains: symptoms,
		},
		cloud: {
			severity: 'critical',
			text: 'cilium-agent waits for the metadata of a cloud, which does not answer',
			guide: {
				steps: [
					{text: 'cat /sys/class/dmi/id/sys_vendor'},
					{
						text: 'If this is no machine of that cloud, remove eni.enabled, azure.enabled and the like from the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/cilium', 'rke2/helmchartconfig', 'cilium/ipam'],
			},
			explains: symptoms,
		},
		programs: {
			severity: 'critical',
			text: 'cilium-agent does not start: the kernel {kernel} refuses its eBPF programs: {reason}',
			guide: {
				steps: [
					{text: 'uname -r; last -x reboot | head -3: is this kernel new on the node?'},
					{
						text: 'Boot the kernel that worked before, and keep it until Cilium supports the new one',
						changes: 'node',
					},
					{
						text: 'Or upgrade RKE2 to a release with a newer Cilium; search the error at github.com/cilium/cilium/issues',
						changes: 'cluster',
					},
				],
				links: ['cilium/system-requirements', 'rke2/cilium', 'cilium/agent-logs'],
			},
			explains: symptoms,
		},
		modules: {
			severity: 'critical',
			text: 'cilium-agent does not start because this kernel lacks a module that it needs: {reason}',
			guide: {
				steps: [
					{text: 'modprobe -n -v ip_tables iptable_nat xt_socket ip6_tables'},
					{
						text: 'On RHEL 10 and its relatives: dnf install kernel-modules-extra-$(uname -r), then reboot',
						changes: 'node',
					},
					{
						text: 'If only IPv6 is meant and this node has none: set ipv6.enabled: false in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-linux', 'cilium/system-requirements'],
			},
			explains: symptoms,
		},
		ipsecKey: {
			severity: 'critical',
			text: 'cilium-agent does not start: encryption by IPsec is on, but it cannot read its key: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get secret cilium-ipsec-keys: it must have the entry keys'},
					{
						text: 'Create it as the guide shows, or set encryption.type: wireguard, which needs none, in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipsec', 'cilium/wireguard', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
		options: {
			severity: 'critical',
			text: 'cilium-agent does not start because its options contradict each other: {reason}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml'},
					{
						text: 'Take back or complete the value that the error names, in the HelmChartConfig rke2-cilium and in the manifest that it comes from',
						changes: 'cluster',
					},
					{
						text: 'What depends on kubeProxyReplacement: true: bpf.masquerade, loadBalancer.mode, nodePort; on routingMode: native: autoDirectNodeRoutes; loadBalancer.mode dsr and hybrid need that, or Geneve',
					},
				],
				links: ['rke2/chart-cilium', 'cilium/kube-proxy-free', 'cilium/routing', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
		fatal: {
			severity: 'critical',
			text: 'cilium-agent does not come up: {reason}',
			guide: {
				steps: [
					logs,
					{
						text: 'If values were changed lately: kubectl -n kube-system get helmchartconfig rke2-cilium -o yaml, and take them back',
						changes: 'cluster',
					},
					{
						text: 'If the kernel or RKE2 was upgraded lately: search the error at github.com/cilium/cilium/issues',
					},
				],
				links: ['cilium/agent-logs', 'rke2/chart-cilium', 'cilium/system-requirements'],
			},
			explains: symptoms,
		},
	},
	*run({agent, cilium: {pod}, logs: found, now}, {finding, environment}) {
		const isUp =
			agent.state === 'healthy' || (agent.state === 'answered' && agent.status.agent.state === 'Ok');
		if (pod === undefined || isUp) {
			return;
		}
		const run = pod.containers.find(({name}) => name === 'cilium-agent');
		const ends = found.flatMap(({container, attempt, lines, path}) => {
			// What ended the run before says nothing about one that has lasted.
			const isPast =
				run?.state === 'running' &&
				container === run.name &&
				attempt < run.attempt &&
				now - run.createdAt > startsWithin;
			const end = isPast ? undefined : ciliumEnd(lines);
			// A reason that nobody knows counts when the agent ended more than once: one that is stopped may complain, too.
			const isOnce = end?.fault === 'fatal' && (run?.attempt ?? 0) < 2;
			return end === undefined || isOnce ? [] : [{...end, path}];
		});
		const last = ends.toSorted((one, other) => other.time - one.time)[0];
		if (last === undefined) {
			return;
		}
		const {fault, message, path} = last;
		const details = {
			evidence: [{from: 'logs', of: path, excerpt: message.slice(0, 400)}],
			affects: [thisNode(environment)],
		} as const;
		const address = apiAddressIn(message) ?? 'its address';
		const reason = ciliumReasonIn(message) ?? 'no reason given';
		switch (fault) {
			case 'apiUnreachable':
			case 'apiRefuses':
				yield finding(fault, {address}, ciliumAgentSubject, details);
				break;
			case 'programs':
				yield finding(fault, {kernel: environment.system.kernel, reason}, ciliumAgentSubject, details);
				break;
			case 'modules':
			case 'ipsecKey':
			case 'options':
			case 'fatal':
				yield finding(fault, {reason}, ciliumAgentSubject, details);
				break;
			case 'kernel':
				yield finding(fault, {kernel: environment.system.kernel}, ciliumAgentSubject, details);
				break;
			default:
				yield finding(fault, {}, ciliumAgentSubject, details);
		}
	},
});
