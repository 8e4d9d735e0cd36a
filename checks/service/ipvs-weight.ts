import {atPort, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/ipvs-weight',
	title: 'The virtual servers of the cluster DNS lead to pods that get connections',
	rationale:
		'Before kube-proxy in ipvs mode takes a pod out of a service it sets its weight to 0, so that only connections that exist go there. A kube-proxy that is restarted meanwhile, or one whose removal failed, leaves it so even where the pod is ready again: the kernel then knows the pod and sends it nothing. It is told where CoreDNS answers this node directly, and its service address does not.',
	when: {kubeProxy: ['ipvs']},
	needs: {contact: 'dns.contact', servers: 'ipvs.servers'},
	messages: {
		nothing: {
			severity: 'critical',
			text: 'IPVS sends nothing to CoreDNS, which answers this node directly: the virtual server {address} ({protocol}) {how}',
			guide: {
				steps: [
					{
						text: 'cat /proc/net/ip_vs, or ipvsadm -Ln; journalctl -k | grep "IPVS: .* no destination available"',
					},
					{
						text: 'kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns: kube-proxy enters the new pods with their weight',
						changes: 'cluster',
					},
					{
						text: 'If other services fail alike: ipvsadm --clear, then crictl stop $(crictl ps -q --name kube-proxy), which makes all of them anew; without ipvsadm drain and reboot this node',
						changes: 'node',
					},
					{
						text: 'For good: take proxy-mode=ipvs out of kube-proxy-arg in /etc/rancher/rke2/config.yaml on every node, then drain and reboot each (kube-ipvs0 and its virtual servers stay until then); ipvs is deprecated since Kubernetes 1.35',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-service'],
			},
			explains: ['dns/service-address#silent'],
		},
	},
	*run({contact, servers}, {finding, environment}) {
		const end = atPort(contact.address, contact.port);
		const idle = servers.find(
			server =>
				server.protocol === 'UDP' && server.end === end && server.servers.every(({weight}) => weight === 0),
		);
		if (idle === undefined) {
			return;
		}
		const {protocol, servers: behind} = idle;
		const lines = behind.map(({end: pod, weight}) => `  -> ${pod} weight ${weight}`);
		yield finding(
			'nothing',
			{
				...{address: end, protocol},
				how: behind.length === 0 ? 'leads to no pod' : 'has the weight 0 for all of its pods',
			},
			{kind: 'Service', namespace: 'kube-system', name: contact.name.replace(/^.*\//, '')},
			{
				evidence: [
					{from: 'servers', excerpt: [`${protocol} ${end}`, ...lines].join('\n')},
					{from: 'contact', excerpt: `${end} ${contact.service.result}`, of: `@${contact.address}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
