import {
	ciliumAgentSubject,
	ciliumComplaintsOf,
	ciliumReasonIn,
	defineCheck,
	isSameAddress,
	thisNode,
} from 'rke2-netdoctor';

const log = {
	text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent) 2>&1 | grep -E "level=(warn|error)"',
} as const;
const parts = ['rulesFail', 'forbidden', 'encryptionFails', 'envoyRefuses', 'egressGateway'] as const;
/** `no interface with 10.10.10.50 IP found`, `egressIP=10.10.10.50` */
const egressAddress = /(?:no interface with |egressIP=)"?([0-9A-Fa-f.:]+)/;

export default defineCheck({
	id: 'cilium/agent-parts',
	title: "Each part of Cilium's agent does its work",
	rationale:
		'An agent whose datapath works calls itself healthy while it cannot write its iptables rules, may not read a kind of the API, cannot set up encryption, or Envoy refuses what it is given. Masquerading, policies, encryption or ingress then stay as they were. A complaint counts when it is repeated for a minute and was said lately.',
	when: {cni: ['cilium']},
	needs: {
		agent: 'cilium.agent',
		cilium: 'cilium.containers',
		logs: 'cilium.logs',
		addresses: 'ip.address',
		now: 'system.clock',
	},
	messages: {
		rulesFail: {
			severity: 'critical',
			text: 'Cilium cannot write its iptables rules ({count} times of late), so that masquerading and the proxy stay as they were: {reason}',
			guide: {
				steps: [
					{
						text: 'iptables-save | grep -E "OLD_CILIUM|CILIUM_POST_nat"; iptables --version; iptables-legacy-save | grep -c CILIUM',
					},
					{
						text: 'Where chains OLD_CILIUM_… are left from an update: flush and delete the one that the error names (iptables -t nat -F OLD_CILIUM_POST_nat), or drain and reboot this node',
						changes: 'node',
					},
					{
						text: 'Where a rule of the host cannot be read ("incompatible, use nft tool"): move it out of the tables filter, nat and mangle; where a module is missing: modprobe iptable_nat xt_socket',
						changes: 'node',
					},
				],
				links: ['cilium/masquerading', 'cilium/agent-logs', 'cilium/system-requirements'],
			},
			explains: ['cilium/controllers', 'cilium/agent#degraded'],
		},
		forbidden: {
			severity: 'critical',
			text: 'The API does not allow cilium-agent what it asks for ({count} times of late): {reason}',
			guide: {
				steps: [
					{
						text: 'kubectl get clusterrole cilium -o yaml; kubectl -n kube-system get helmcharts rke2-cilium; crictl images | grep cilium: the role comes with the chart, and must be as new as the agent',
					},
					{
						text: 'Have the chart installed again: kubectl -n kube-system delete job helm-install-rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'rke2/helmchartconfig', 'rke2/chart-cilium'],
			},
			explains: ['cilium/controllers'],
		},
		encryptionFails: {
			severity: 'critical',
			text: 'Cilium cannot set up encryption on this node ({count} times of late), so that packets to other nodes are dropped: {reason}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg encrypt status; modprobe -n -v wireguard xfrm_user esp4; ip xfrm state | grep -c ^src',
					},
					{
						text: 'Where the kernel lacks it: install linux-modules-extra or kernel-modules-extra, or a kernel with it; where a state is in the way (file exists): crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg encrypt flush, then restart the cilium pod of this node (other IPsec of this machine stays)',
						changes: 'node',
					},
					log,
				],
				links: ['cilium/ipsec', 'cilium/wireguard', 'cilium/agent-logs'],
			},
			explains: ['cilium/controllers'],
		},
		egressGateway: {
			severity: 'critical',
			text: 'This node is the gateway of an egress policy and cannot carry it out, so that what its pods send is dropped: {reason}',
			guide: {
				steps: [
					{text: 'ip -br addr; kubectl get ciliumegressgatewaypolicies -o yaml'},
					{
						text: 'Give an interface of this node the egressIP of the policy, in the network configuration of the system, or name an interface that has an address (egressGateway.interface)',
						changes: 'node',
					},
					log,
				],
				links: ['cilium/egress-gateway', 'cilium/agent-logs'],
			},
		},
		envoyRefuses: {
			severity: 'warning',
			text: 'Envoy refuses what Cilium gives it ({count} times of late), so that ingress, Gateway API and rules for HTTP stay as they were: {reason}',
			guide: {
				steps: [
					log,
					{
						text: 'kubectl get ciliumenvoyconfigs,ciliumclusterwideenvoyconfigs,ingress,httproutes -A: the object that the error names',
					},
					{
						text: 'Correct that object; where images of Cilium and cilium-envoy do not go together, take image overrides back',
						changes: 'cluster',
					},
				],
				links: ['cilium/agent-logs', 'rke2/chart-cilium', 'cilium/cluster-health'],
			},
		},
	},
	*run({agent, cilium: {pod}, logs, addresses, now}, {finding, environment}) {
		for (const {fault: told, message, count, path} of ciliumComplaintsOf({agent, pod, logs, now})) {
			const fault = parts.find(part => part === told);
			const [, wanted] = fault === 'egressGateway' ? (egressAddress.exec(message) ?? []) : [];
			// keepalived, or the network configuration, brings an egress address up when it likes.
			const isThereNow =
				wanted !== undefined && addresses.some(({address}) => isSameAddress(address, wanted));
			if (fault !== undefined && !isThereNow) {
				const reason = (ciliumReasonIn(message) ?? message).slice(0, 300);
				yield finding(fault, {count, reason}, ciliumAgentSubject, {
					evidence: [{from: 'logs', of: path, excerpt: message.slice(0, 400)}],
					affects: [thisNode(environment)],
				});
			}
		}
	},
});
