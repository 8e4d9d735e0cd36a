import {defineCheck, linkLine, thisNode, vxlanLine} from 'rke2-netdoctor';

const names: Readonly<Partial<Record<string, string>>> = {vxlan: 'cilium_vxlan', geneve: 'cilium_geneve'};
/** https://docs.cilium.io/en/stable/operations/system_requirements/#firewall-requirements */
const defaultPort = 8472;
const symptoms = [
	'cilium/peer',
	'cilium/agent',
	'cilium/agent-node#tunnelPort',
	'cilium/container',
	'dns/endpoint-unreachable',
] as const;
const restart = {
	text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'cilium/tunnel-device',
	title: "Cilium's tunnel device is there and up",
	rationale:
		'In tunnel mode all packets to pods on other nodes go through cilium_vxlan or cilium_geneve. Its operational state is UNKNOWN even in health. It takes its VNI from each packet, so that it cannot share its UDP port with a VXLAN device of another CNI, which stays until the node is rebooted.',
	when: {cni: ['cilium'], backend: ['vxlan', 'geneve']},
	needs: {links: 'ip.link', routing: 'cilium.routing'},
	messages: {
		missing: {
			severity: 'critical',
			text: "Cilium's tunnel device {device} does not exist: this node reaches no pod of another node",
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan'},
					{text: 'crictl logs --tail 100 $(crictl ps -q --name cilium-agent)'},
					restart,
				],
				links: ['cilium/routing', 'cilium/agent-logs'],
			},
			explains: ['cilium/peer', 'dns/endpoint-unreachable'],
		},
		down: {
			severity: 'critical',
			text: "Cilium's tunnel device {device} is administratively down: this node reaches no pod of another node",
			guide: {
				steps: [
					{text: 'ip link set {device} up', changes: 'node'},
					{text: 'If it goes down again, keep NetworkManager from managing cilium* and lxc*'},
					restart,
				],
				links: ['cilium/routing', 'rke2/known-issues-networkmanager'],
			},
			explains: ['cilium/peer', 'dns/endpoint-unreachable'],
		},
		portTaken: {
			severity: 'critical',
			text: '{other} holds UDP port {port}, so that {device} of Cilium cannot come up: this node reaches no pod of another node',
			guide: {
				steps: [
					{text: 'ip -d link show {other}'},
					{text: 'If the CNI that made {other} is gone: ip link delete {other}', changes: 'node'},
					restart,
					{
						text: 'If both are needed, give Cilium another port on all nodes: tunnelPort in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'cilium/routing', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
	},
	*run({links, routing}, {finding, environment}) {
		const device = names[environment.backend.value ?? ''];
		const link = links.find(({name}) => name === device);
		// An agent that was started before cilium-config was changed goes on without a tunnel.
		if (device === undefined || link?.isUp || routing.agent?.mode === 'native') {
			return;
		}
		const subject = {kind: 'Interface', name: device} as const;
		const node = thisNode(environment);
		const affects = [node];
		const port = link?.vxlan?.port ?? defaultPort;
		const holder = links.find(
			({name, isUp, vxlan}) => name !== device && isUp && device === 'cilium_vxlan' && vxlan?.port === port,
		);
		const state = link === undefined ? `no interface ${device}` : linkLine(link);
		if (holder !== undefined) {
			const data = {other: holder.name, port, device, node: node.name};
			yield finding('portTaken', data, subject, {
				evidence: [{from: 'links', excerpt: `${state}\n${vxlanLine(holder)}`}],
				affects,
			});
		} else {
			const message = link === undefined ? 'missing' : 'down';
			yield finding(message, {device, node: node.name}, subject, {
				evidence: [{from: 'links', excerpt: state}],
				affects,
			});
		}
	},
});
