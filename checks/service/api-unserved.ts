import {atPort, defineCheck, familyOf, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/api-unserved',
	title: 'The service of the API has an endpoint',
	rationale:
		'Every server announces one address of its own as endpoint of the service kubernetes. When that is one of IPv6, because the default route was of IPv6 at the moment when RKE2 started, or none at all, kube-proxy has nowhere to lead the IPv4 address of the service to and rejects it: kubelet and RKE2 go by the load balancer of the node and are well, and no pod reaches the API.',
	needs: {contact: 'service.contact', services: 'service.endpoints', settled: 'rke2.settled'},
	messages: {
		none: {
			severity: 'critical',
			text: 'The service of the API has no endpoint of {family} ({listed}): kube-proxy has nowhere to lead {service} to ({result}), and no pod reaches the API',
			guide: {
				steps: [
					{text: 'Is the only server just starting? Then look again in a minute'},
					{
						text: 'kubectl get endpointslices -l kubernetes.io/service-name=kubernetes; kubectl get nodes -o wide',
					},
					{
						text: 'On every server, one by one: set node-ip (and advertise-address, where it is set) in /etc/rancher/rke2/config.yaml to the IPv4 address of that server, and restart rke2-server. Without it RKE2 takes the address of the default route that it finds first',
						changes: 'cluster',
					},
				],
				links: ['rke2/server-config', 'rke2/airgap-default-route', 'kubernetes/debug-service'],
			},
			explains: ['dns/coredns-log#apiUnreachable', 'cni/pod-failures#apiUnreachable'],
		},
	},
	*run({contact: {service, address, port}, services: {api}}, {finding, environment}) {
		// Told by EndpointSlices, which are there, and hold nothing that this address could lead to.
		if (api?.listed === undefined || api.endpoints.length > 0 || service.result === 'answered') {
			return;
		}
		const listed = api.listed.length === 0 ? 'it has none at all' : `only ${listNames(api.listed)}`;
		yield finding(
			'none',
			{
				...{listed, service: atPort(address, port), result: service.detail ?? service.result},
				family: familyOf(address) === 'ipv6' ? 'IPv6' : 'IPv4',
			},
			{kind: 'Service', namespace: 'default', name: 'kubernetes'},
			{
				evidence: [
					{from: 'services', of: 'kubernetes', excerpt: `endpoints: ${api.listed.join(', ') || 'none'}`},
					{from: 'contact', excerpt: `${atPort(address, port)} ${service.result}`, of: address},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
