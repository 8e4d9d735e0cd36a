import {defineCheck, distinctListeners, familyOf, listensTo, outrankedProgram} from 'rke2-netdoctor';

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
		for (const {address, port, processes} of distinctListeners(sockets)) {
			const owner = outrankedProgram({address, processes});
			const pod = all.find(
				one =>
					one.protocol === 'tcp' &&
					one.hostPort === port &&
					one.hostIp === undefined &&
					// portmap writes rules of the family of the pod only.
					listensTo(address, familyOf(one.address)) &&
					!lost.includes(one),
			);
			if (owner === undefined || pod === undefined) {
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
