import {atPort, defineCheck, isLoopback, listNames, thisNode, withoutApi} from 'rke2-netdoctor';

/** The balancer of an agent may hold on to a server that was replaced, while others answer. */
const askEach = [
	{
		text: 'On an agent, for each server: curl -k https://SERVER:6443/version; curl -k https://SERVER:9345/ping, which RKE2 answers with "pong"',
	},
	{
		text: 'If one answers both, and the one of "server" in /etc/rancher/rke2/config.yaml is gone: write server: https://SERVER:9345 there with the one that answers, and systemctl restart rke2-agent, whose balancer may hold on to a server that is no more',
		changes: 'node',
	},
] as const;

const symptoms = [
	'canal/felix-health#notReady',
	'canal/container#crashing',
	'canal/container#ended',
	'cilium/container',
	'cilium/controllers',
	'cilium/stale-status',
	'calico/felix-health#notReady',
	'calico/container#crashing',
	...['service/kube-proxy-log#apiUnreachable', ...withoutApi],
	'kubernetes.*',
	'peer.*',
	'cilium.configuration',
	'cilium.operator',
] as const;

export default defineCheck({
	id: 'rke2/api-unreachable',
	title: "The Kubernetes API answers on this node's own endpoint",
	rationale:
		'Kubelet, kube-proxy and this tool reach the API on 127.0.0.1:6443. On a server that is the API server itself, on an agent a load balancer inside rke2 that goes to the servers. Without it the node does not learn of new pods, services and nodes.',
	when: {role: ['server', 'agent']},
	needs: {endpoint: 'kubernetes.endpoint'},
	wants: {servers: 'rke2.load-balancer', contact: 'service.contact'},
	messages: {
		refused: {
			severity: 'critical',
			text: 'Nothing listens on {server}{behind}',
			guide: {
				steps: [
					{text: 'systemctl status rke2-server rke2-agent'},
					{text: 'On a server: crictl logs --tail 50 $(crictl ps -aq --name kube-apiserver | head -n 1)'},
				],
				links: ['kubernetes/troubleshoot-kubectl', 'rke2/logging'],
			},
			explains: symptoms,
		},
		disconnected: {
			severity: 'critical',
			text: '{server} accepts connections but drops them{behind}',
			guide: {
				steps: [
					...askEach,
					{text: 'Look at the firewall between this node and port 6443 of the servers'},
					{text: 'On a server: crictl logs --tail 50 $(crictl ps -aq --name kube-apiserver | head -n 1)'},
				],
				links: ['rke2/requirements-ports', 'kubernetes/troubleshoot-kubectl'],
			},
			explains: symptoms,
		},
		silent: {
			severity: 'critical',
			text: '{server} does not answer in time{behind}',
			guide: {
				steps: [
					...askEach,
					{text: 'On a server: crictl logs --tail 50 $(crictl ps -q --name kube-apiserver)'},
					{text: 'On a server: crictl logs --tail 50 $(crictl ps -q --name etcd)'},
				],
				links: ['rke2/requirements-ports', 'kubernetes/troubleshoot-kubectl'],
			},
			explains: symptoms,
		},
		certificate: {
			severity: 'critical',
			text: 'The API server on {server} shows a certificate that this node does not accept: {detail}',
			guide: {
				steps: [
					{text: 'A wrong clock makes certificates invalid: date -u'},
					{text: 'openssl s_client -connect {server} </dev/null | openssl x509 -noout -dates -issuer'},
					{
						text: 'Restart RKE2 on the servers, which renews certificates that are about to expire',
						changes: 'cluster',
					},
				],
				links: ['rke2/certificates', 'kubernetes/troubleshoot-kubectl'],
			},
			explains: symptoms,
		},
		unauthorized: {
			severity: 'critical',
			text: "The API server does not accept this node's client certificates: {detail}",
			guide: {
				steps: [
					{text: 'openssl x509 -noout -dates -issuer -in /var/lib/rancher/rke2/agent/client-kubelet.crt'},
					{text: 'Restart RKE2 on this node, which asks the server for new certificates', changes: 'node'},
				],
				links: ['rke2/certificates', 'kubernetes/troubleshoot-kubectl'],
			},
			explains: symptoms,
		},
		notReady: {
			severity: 'critical',
			text: 'The API server answers that it is not ready: {detail}',
			guide: {
				steps: [
					{text: "kubectl get --raw '/readyz?verbose'"},
					{text: 'On a server: crictl logs --tail 50 $(crictl ps -q --name etcd)'},
				],
				links: ['kubernetes/debug-cluster', 'rke2/logging'],
			},
			explains: symptoms,
		},
	},
	*run({endpoint, servers, contact}, {finding, environment}) {
		if (endpoint.state === 'ready') {
			return;
		}
		const {state, detail, server = '127.0.0.1:6443'} = endpoint;
		const host = server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
		const isOwn = host === 'localhost' || isLoopback(host);
		const isAgent = environment.role.value === 'agent';
		const known = servers === undefined || servers.length === 0 ? 'the servers' : servers.join(', ');
		const subject = {kind: 'Endpoint', name: server} as const;
		const details = {
			evidence: [{from: 'endpoint', excerpt: detail}],
			affects: [thisNode(environment)],
		} as const;
		switch (state) {
			case 'refused':
			case 'disconnected':
			case 'silent': {
				const answering = (contact?.endpoints ?? []).filter(({answer}) => answer?.result === 'answered');
				const direct =
					answering.length === 0 || state === 'refused'
						? ''
						: `; ${listNames(answering.map(({address, port}) => atPort(address, port)))} takes connections of this node without it`;
				const ofBalancer = isAgent
					? `, where rke2-agent should connect to ${known}${direct}`
					: ', where the API server should answer';
				const behind = isOwn ? ofBalancer : ', to which the kubeconfig of this node leads';
				yield finding(state, {server, behind}, subject, details);
				return;
			}
			case 'certificate':
				yield finding(state, {server, detail}, subject, details);
				return;
			case 'unauthorized':
				yield finding(state, {detail}, subject, details);
				return;
			case 'not-ready':
				yield finding('notReady', {detail}, subject, details);
		}
	},
});
