import {defineCheck} from 'rke2-netdoctor';

/** They listen so that nobody else takes the port, or translate it themselves. */
const isHarmless = (name: string): boolean => /^(?:kube-proxy|docker-proxy|k3s|rke2)/.test(name);
/** portmap writes rules of the family of the pod only; `*` is a socket of both, `[::]` of IPv6 alone. */
const isTranslated = (address: string, podAddress: string): boolean =>
	address === '*' ||
	(address.startsWith('[') && !address.startsWith('[::ffff:')) === podAddress.includes(':');
const isLoopback = (address: string): boolean => /^(?:127\.|\[::1\]|\[::ffff:127\.)/.test(address);

export default defineCheck({
	id: 'service/host-port-listener',
	title: 'No program of this node listens on a port that a pod takes',
	rationale:
		'The plugin portmap translates what comes to a host port before any program of the node gets it. A web server or load balancer that listens on 80 or 443 of a node with the ingress controller of RKE2 starts without a complaint, and never sees a connection from outside: the pod answers instead of it.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {ports: 'service.host-ports', sockets: 'service.port-listeners'},
	messages: {
		taken: {
			severity: 'warning',
			text: '{program} (process {pid}) of this node listens on {address}:{port}, but gets no connection from outside: host port {port} of the pod {pod} takes them all',
			guide: {
				steps: [
					{text: 'ps -o pid,user,lstart,cmd -p {pid}; iptables-save -t nat | grep CNI-DN | grep -w {port}'},
					{
						text: 'Give {program} another port or another machine, in its own configuration',
						changes: 'node',
					},
					{
						text: 'Or keep the pod off this node or that port: for the ingress controller of RKE2 controller.hostPort.enabled: false in the HelmChartConfig rke2-ingress-nginx, with a Service of type LoadBalancer',
						changes: 'cluster',
					},
				],
				links: ['rke2/ingress', 'multus/portmap', 'kubernetes/debug-service'],
			},
		},
	},
	*run({ports: {all, lost}, sockets}, {finding}) {
		for (const {address, port, processes} of sockets) {
			const [owner] = processes;
			const pod = all.find(
				one =>
					one.protocol === 'tcp' &&
					one.hostPort === port &&
					one.hostIp === undefined &&
					isTranslated(address, one.address) &&
					!lost.includes(one),
			);
			if (owner === undefined || pod === undefined || isLoopback(address) || isHarmless(owner.name)) {
				continue;
			}
			const {name: program, pid} = owner;
			yield finding(
				'taken',
				{program, pid, address, port, pod: `${pod.namespace}/${pod.pod}`},
				{kind: 'Endpoint', name: `${address}:${port}`},
				{
					evidence: [
						{
							from: 'sockets',
							of: 'ss',
							excerpt: `LISTEN ${address}:${port} users:(("${program}",pid=${pid}))`,
						},
						{
							from: 'ports',
							of: '/api/v1/pods',
							excerpt: `${pod.pod} ${pod.address}: hostPort ${port}`,
						},
					],
				},
			);
		}
	},
});
