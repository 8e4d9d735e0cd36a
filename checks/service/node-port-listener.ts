import {defineCheck, distinctListeners, listensTo, outrankedProgram} from 'rke2-netdoctor';

const steps = [
	{
		text: 'ps -o pid,user,lstart,cmd -p {pid}; iptables-save | grep -e KUBE-NODEPORTS -e KUBE-EXTERNAL-SERVICES | grep -w {port}',
	},
	{
		text: 'Give {program} a port outside 30000-32767 (service-node-port-range of the servers), in its own configuration',
		changes: 'node',
	},
	{
		text: 'Or give the service another one: kubectl get service -A | grep {port}; spec.ports[].nodePort',
		changes: 'cluster',
	},
] as const;
const links = ['kubernetes/debug-service', 'rke2/server-config', 'rke2/requirements-ports'] as const;

export default defineCheck({
	id: 'service/node-port-listener',
	title: 'No program of this node listens on a NodePort of a service',
	rationale:
		'kube-proxy leads what comes to a NodePort to the pods of its service before any program of the node gets it, and since Kubernetes 1.27 it no longer holds the port itself, so that nobody complains when a program takes it. That program starts well, and never sees a connection: pods of the service answer instead of it, and whoever checks the service by that port may be answered by the program in his turn.',
	when: {kubeProxy: ['iptables']},
	needs: {sockets: 'service.node-port-listeners'},
	messages: {
		taken: {
			severity: 'warning',
			text: '{program} (process {pid}) of this node listens on {address}:{port}, but gets no connection: {port} is the NodePort of the service {service}, which takes them all',
			guide: {steps, links},
		},
		refused: {
			severity: 'warning',
			text: '{program} (process {pid}) of this node listens on {address}:{port}, but connections to it are rejected: {port} is the NodePort of the service {service}, which has no endpoints, and kube-proxy rejects what comes there',
			guide: {steps, links},
		},
	},
	*run({sockets}, {finding}) {
		for (const {address, port, processes, service, isRejected} of distinctListeners(sockets)) {
			const owner = outrankedProgram({address, processes});
			if (owner === undefined || !listensTo(address, 'ipv4')) {
				continue;
			}
			const {name: program, pid} = owner;
			yield finding(
				isRejected === true ? 'refused' : 'taken',
				{program, pid, address, port, service},
				{kind: 'Endpoint', name: `${address}:${port}`},
				{
					evidence: [
						{
							from: 'sockets',
							of: 'ss',
							excerpt: `LISTEN ${address}:${port} users:(("${program}",pid=${pid}))`,
						},
					],
				},
			);
		}
	},
});
