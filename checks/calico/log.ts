import {
	calicoTroubleOf,
	defineCheck,
	dialledAddress,
	felixFaultOf,
	podFaultsOf,
	thisNode,
} from 'rke2-netdoctor';

/** What calico-node no longer does, or never did. */
const symptoms = [
	'calico/felix-health',
	'calico/container',
	'calico/nodename',
	'cni/network-unavailable',
	'calico/vxlan-device',
	'cni/configuration-missing',
	'cni/calico-kubeconfig',
] as const;
const logs = {text: 'crictl logs --tail 50 $(crictl ps -aq --name calico-node | head -1)'} as const;
const typhaPods = {text: 'kubectl -n calico-system get pods -l k8s-app=calico-typha -o wide'} as const;
const restart = {
	text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const minute = 60_000;

export default defineCheck({
	id: 'calico/log',
	title: 'calico-node is not kept from its work by a known reason',
	rationale:
		'calico-node says again and again what it waits for, or says it once and ends. The last such line that nothing has answered since names the cause better than an exit code or a health table does. What a calico-node says that is ready is left alone.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', logs: 'calico.logs', health: 'felix.health', now: 'system.clock'},
	messages: {
		typhaUnreachable: {
			severity: 'critical',
			text: 'calico-node gets no data because it cannot connect to Typha{address}',
			guide: {
				steps: [
					typhaPods,
					{text: 'nc -zv -w 3 {typha} 5473, for the address of each Typha in that list'},
					{
						text: 'Let TCP 5473 in among all nodes: security group of the cloud, firewalld, ufw. An address that no Typha has any more goes away with the restart below',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/requirements-ports', 'calico/typha', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		typhaTrust: {
			severity: 'critical',
			text: 'calico-node and Typha do not trust the certificates of each other{address}',
			guide: {
				steps: [
					{text: 'date: certificates need a right clock on all nodes'},
					{text: 'kubectl -n tigera-operator get secrets | grep -E "typha|node-certs|tigera-ca"'},
					{
						text: 'kubectl -n calico-system rollout restart deployment calico-typha; then the calico-node of this node',
						changes: 'cluster',
					},
				],
				links: ['calico/typha', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		typhaAbsent: {
			severity: 'critical',
			text: 'calico-node finds no Typha that is ready',
			guide: {
				steps: [
					typhaPods,
					{text: 'kubectl -n calico-system get endpointslices -l kubernetes.io/service-name=calico-typha'},
					{text: 'kubectl -n calico-system logs deployment/calico-typha --tail 50'},
				],
				links: ['calico/typha', 'calico/operator-status'],
			},
			explains: symptoms,
		},
		addressTaken: {
			severity: 'critical',
			text: 'calico-node ends because another node has the address that it found for this one: {line}',
			guide: {
				steps: [
					{
						text: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,IP:.metadata.annotations.projectcalico\\.org/IPv4Address"',
					},
					{
						text: 'Delete the Node of a machine that is gone or was renamed; give a clone an address of its own',
						changes: 'cluster',
					},
					{
						text: 'If it found the wrong one, such as a virtual address: installation.calicoNetwork.nodeAddressAutodetectionV4 with kubernetes: NodeInternalIP in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-autodetection', 'calico/decommission-node', 'rke2/chart-calico'],
			},
			explains: symptoms,
		},
		noAddress: {
			severity: 'critical',
			text: 'calico-node ends because no interface of this node has an address that its rule of autodetection takes',
			guide: {
				steps: [
					{text: 'ip -brief address show; kubectl get installation default -o yaml'},
					{
						text: 'Set installation.calicoNetwork.nodeAddressAutodetectionV4 in the HelmChartConfig rke2-calico to what is true of all nodes, such as kubernetes: NodeInternalIP',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-autodetection', 'rke2/chart-calico', 'rke2/calico'],
			},
			explains: symptoms,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'calico-node does not get ready because the Kubernetes API refuses it: {line}',
			guide: {
				steps: [
					{text: 'kubectl get clusterrole,clusterrolebinding -o name | grep calico'},
					{
						text: 'kubectl get tigerastatus; kubectl -n tigera-operator logs deployment/tigera-operator --tail 50',
					},
					restart,
				],
				links: ['calico/component-logs', 'calico/operator-status', 'rke2/calico'],
			},
			explains: symptoms,
		},
		apiRefusesPart: {
			severity: 'warning',
			text: 'The Kubernetes API has refused calico-node {count} times, the last time {minutes} minutes ago: {line}',
			guide: {
				steps: [
					{text: 'kubectl get clusterrole,clusterrolebinding -o name | grep calico'},
					{
						text: 'kubectl get tigerastatus; kubectl -n tigera-operator logs deployment/tigera-operator --tail 50',
					},
				],
				links: ['calico/component-logs', 'calico/operator-status', 'rke2/calico'],
			},
		},
		crdMissing: {
			severity: 'critical',
			text: 'calico-node does not get ready because the API lacks a kind of object that it needs: {line}',
			guide: {
				steps: [
					{text: 'kubectl get crd | grep projectcalico'},
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-calico-crd --tail 30'},
					{
						text: 'All servers must run the same RKE2; the chart rke2-calico-crd of that release brings the kinds',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'rke2/calico', 'calico/operator-status'],
			},
			explains: symptoms,
		},
		apiUnreachable: {
			severity: 'critical',
			text: 'calico-node does not get ready because it cannot reach the Kubernetes API{address}',
			guide: {
				steps: [
					{
						text: 'curl -k https://10.43.0.1:443/version, with the service address of your cluster: an answer of any kind is good',
					},
					{text: 'kube-proxy makes the service address work: crictl ps --name kube-proxy'},
					{text: 'Look at the firewall between this node and port 6443 of the servers'},
				],
				links: ['rke2/issue-install-cni-timeout', 'rke2/requirements-ports', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		datastoreNotReady: {
			severity: 'critical',
			text: 'calico-node waits because the datastore of Calico is not marked ready',
			guide: {
				steps: [
					{text: 'kubectl get clusterinformations.crd.projectcalico.org default -o yaml'},
					{
						text: 'datastoreReady: false is left by a migration that was not finished; end it with calicoctl datastore migrate unlock',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/troubleshooting'],
			},
			explains: symptoms,
		},
		healthPort: {
			severity: 'critical',
			text: 'Felix cannot listen on its health port because something else does: the kubelet takes calico-node for dead',
			guide: {
				steps: [
					{text: 'ss -lntp | grep 9099'},
					{
						text: 'Move the other program to another port, or set felixConfiguration.healthPort in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'rke2/chart-calico', 'calico/node-readiness'],
			},
			explains: symptoms,
		},
		bpfDevice: {
			severity: 'critical',
			text: 'Felix fails at its devices bpfin.cali and bpfout.cali, which the kernel does not show it',
			guide: {
				steps: [
					{text: 'ip link show bpfin.cali; kubectl get installation default -o yaml | grep linuxDataplane'},
					logs,
					restart,
					{
						text: 'Upgrade RKE2 where only the release before the last upgrade was free of it',
						changes: 'cluster',
					},
				],
				links: ['calico/ebpf', 'calico/component-logs'],
			},
			explains: symptoms,
		},
		ipset: {
			severity: 'critical',
			text: 'Felix cannot write its IP sets, so that policies do not reach new pods: {line}',
			guide: {
				steps: [
					logs,
					{text: 'lsmod | grep ip_set; modinfo ip_set_hash_ip ip_set_hash_net ip_set_hash_ipport'},
					{
						text: '"cannot parse … as a protocol" is a fault of the image: go to another release of RKE2',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/kernel-dependencies'],
			},
			explains: symptoms,
		},
	},
	*run({calico: {pod}, logs: found, health, now}, {finding, environment}) {
		const logOf = (container: string, attempt: number) =>
			found.find(entry => entry.container === container && entry.attempt === attempt);
		const ended = podFaultsOf(pod, ['calico-node'], now).flatMap(fault =>
			fault.kind === 'notStarted' || fault.kind === 'ended' ? [] : [fault.run],
		)[0];
		const run = pod?.containers.find(({name}) => name === 'calico-node');
		const running = run?.state === 'running' ? logOf(run.name, run.attempt) : undefined;
		const log =
			ended === undefined
				? running
				: logOf(ended.name, ended.state === 'running' ? ended.attempt - 1 : ended.attempt);
		const trouble = log && calicoTroubleOf(log.lines);
		if (log === undefined || trouble === undefined) {
			return;
		}
		const {fault, message, count, since, time} = trouble;
		const isUnwell = felixFaultOf({health, run, now, families: environment.families.value}) !== undefined;
		// What a running calico-node says once, or said long ago, is over.
		const isOver = ended === undefined && (count < 3 || now - time > 10 * minute);
		if (isOver) {
			return;
		}
		const node = thisNode(environment);
		const line = message.slice(0, 400);
		const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
		const details = {evidence: [{from: 'logs', of: log.path, excerpt: line}], affects: [node]} as const;
		if (ended === undefined && !isUnwell) {
			if (fault === 'apiRefuses' && count >= 5 && time - since >= 5 * minute) {
				const minutes = Math.floor((now - time) / minute);
				yield finding('apiRefusesPart', {count, minutes, line}, subject, {...details, affects: [subject]});
			}
			return;
		}
		const target = dialledAddress(message);
		const typha = target?.replace(/:\d+$/, '') ?? 'ADDRESS';
		const address = target === undefined ? '' : ` at ${target}`;
		yield finding(fault, {address, typha, line, node: node.name}, subject, details);
	},
});
