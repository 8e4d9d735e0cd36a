import {ciliumAgentSubject, ciliumReportOf, ciliumSymptoms, defineCheck, thisNode} from 'rke2-netdoctor';

const look = {
	text: 'crictl logs --tail 50 $(crictl ps -aq --name cilium-agent | head -1)',
} as const;

export default defineCheck({
	id: 'cilium/agent-waits',
	title: "Cilium's agent does not wait in vain for the API, its operator or a cloud",
	rationale:
		'Before the agent does anything it asks the API for its Node, waits for the CRDs that the operator registers and, in a cloud, for the metadata of the machine. While one of them is missing it waits, or ends and is started again. What an agent says that is up is left alone.',
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
						text: 'If it is another than localhost, such as a virtual address that something on top of the CNI brings up (kube-vip, MetalLB): set k8sServiceHost: "localhost" and k8sServicePort: "6443" there, where RKE2 leads every node to the API',
						changes: 'cluster',
					},
					{
						text: 'If the address is right, look at the firewall between this node and port 6443 of the servers',
					},
				],
				links: ['rke2/cilium', 'cilium/kube-proxy-free', 'rke2/requirements-ports'],
			},
			explains: ciliumSymptoms,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'cilium-agent does not come up because it does not trust the Kubernetes API at {address}, or is not trusted there',
			guide: {
				steps: [
					look,
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
			explains: ciliumSymptoms,
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
			explains: ciliumSymptoms,
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
			explains: ciliumSymptoms,
		},
		addressesMissing: {
			severity: 'critical',
			text: 'cilium-agent waits for the addresses of pods that the Cilium operator is to give this node, and gets none',
			guide: {
				steps: [
					{
						text: 'kubectl get ciliumnode {node} -o yaml: spec.ipam.pool is what it got, status tells why no more come',
					},
					{text: 'kubectl -n kube-system logs -l io.cilium/app=operator --tail 50'},
					{
						text: 'In a cloud: the operator needs the permissions that the guide lists, a subnet with free addresses that its tags select, and a machine that can take further interfaces',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipam', 'rke2/cilium', 'rke2/helmchartconfig'],
			},
			explains: ciliumSymptoms,
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
			explains: ciliumSymptoms,
		},
	},
	*run(evidence, {finding, environment}) {
		const faults = [
			'apiUnreachable',
			'apiRefuses',
			'podCidrMissing',
			'crds',
			'addressesMissing',
			'cloud',
		] as const;
		const report = ciliumReportOf(evidence, faults, environment);
		if (report !== undefined) {
			const data = {...report.data, node: thisNode(environment).name};
			yield finding(report.fault, data, ciliumAgentSubject, report.details);
		}
	},
});
