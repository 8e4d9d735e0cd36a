import {defineCheck, type FailedCall, failedCalls} from 'rke2-netdoctor';

const links = ['kubernetes/debug-service', 'rke2/requirements-cni-ports', 'rancher/networking'] as const;
const steps = [
	{text: '{look}'},
	{
		text: 'On this server: curl -vk --max-time 3 https://ADDRESS:PORT/ of such a pod. An answer, if only 403 or 404: the service is at fault; look at kube-proxy of this server. None: the network between this server and that node, or a NetworkPolicy',
	},
	{text: 'Run rke2-netdoctor on the node of that pod: the tunnel between nodes, its port and its firewall'},
] as const;

const podsOf = (namespace: string, service: string): string =>
	`kubectl -n ${namespace} get endpointslices -l kubernetes.io/service-name=${service} -o wide: the addresses of its pods; kubectl -n ${namespace} get pods -o wide: the nodes that they are on`;

/** The service of what is aggregated stands with its API; a webhook may have a URL in its place. */
const lookFor = ({kind, name, service, host}: FailedCall): string => {
	if (service !== undefined) {
		return podsOf(service.namespace, service.name);
	}
	return kind === 'aggregated'
		? `kubectl get apiservice ${name}: its service, as NAMESPACE/SERVICE, and what the API server says of it; then ${podsOf('NAMESPACE', 'SERVICE')}`
		: `getent ahosts ${host.replace(/:\d+$/, '')}: where this server asks, and whose pods or hosts have that address`;
};

export default defineCheck({
	id: 'rke2/api-calls',
	title: 'The API server of this node reaches the webhooks and the APIs that pods serve',
	rationale:
		'The API server calls pods itself: webhooks before it writes anything, and what serves an aggregated API such as metrics.k8s.io. It runs on the host network, so that these calls are the first to fail when the network between nodes is broken or the rules of services are wrong on a server, while nodes and pods all look well. kube-apiserver names them in its log; calls that fail again and again for minutes count.',
	when: {role: ['server']},
	needs: {logs: 'kube-apiserver.logs', now: 'system.clock', settled: 'rke2.settled'},
	messages: {
		webhook: {
			severity: 'warning',
			text: 'The API server on this node gets no answer from the webhook {name} at {service} ({count} calls of late): {error}. {effect}',
			guide: {
				steps: [
					...steps,
					{
						text: 'If its program is gone for good: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations, and delete the one that names it',
						changes: 'cluster',
					},
				],
				links,
			},
		},
		aggregated: {
			severity: 'warning',
			text: 'The API server on this node gets no answer from {service}, behind which pods serve the API {name} ({count} calls of late): {error}. What needs that API fails, such as kubectl top and autoscaling with metrics.k8s.io, and namespaces are not deleted',
			guide: {
				steps,
				links,
			},
		},
		unserved: {
			severity: 'warning',
			text: 'The API server on this node asks {name} in vain ({count} calls of late), because no pod is ready behind its service: {error}. {effect}',
			guide: {
				steps: [
					{text: '{look}. Why is none of them ready?'},
					{
						text: 'If its program is gone for good: kubectl get apiservices,validatingwebhookconfigurations,mutatingwebhookconfigurations, and delete the one that names it',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/cli-tools'],
			},
		},
	},
	*run({logs, now}, {finding}) {
		const [log] = logs.toSorted((one, other) => other.attempt - one.attempt);
		for (const call of log === undefined ? [] : failedCalls(log, now)) {
			const {kind, name, service, host, error, count} = call;
			const effect =
				kind === 'aggregated'
					? 'What needs that API fails'
					: call.isClosed
						? 'What it is asked about is refused'
						: 'What it is asked about passes without it, after waiting';
			yield finding(
				call.isUnserved ? 'unserved' : kind,
				{
					name,
					service: service === undefined ? host : `${service.namespace}/${service.name}`,
					count,
					error,
					effect,
					look: lookFor(call),
				},
				service === undefined ? {kind: 'Endpoint', name: host} : {kind: 'Service', ...service},
				{evidence: [{from: 'logs', of: log?.path ?? '', excerpt: call.line.message}]},
			);
		}
	},
});
