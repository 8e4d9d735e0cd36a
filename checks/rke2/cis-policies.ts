import {defineCheck, failedCalls} from 'rke2-netdoctor';

/** What RKE2's CIS profile makes in kube-system: https://docs.rke2.io/security/hardening_guide#network-policies */
const base = 'default-network-policy';
const ofRke2 = /^(?:default-network-|rke2-)/;
const controllers = [
	{pods: 'rke2-ingress-nginx-controller', policy: 'default-network-ingress-policy'},
	{pods: 'rke2-traefik', policy: 'default-network-traefik-policy'},
] as const;
const webhookPolicy = 'default-network-ingress-webhook-policy';
/** APIs of custom and external metrics are served by others, elsewhere. */
const ofMetricsServer = /^v\d\w*\.metrics\.k8s\.io$/;
const metricsPolicy = 'default-network-metrics-server-policy';
/** On Canal it lets in what comes from any node, by the address of its flannel.1. */
const nodesPolicy = 'rke2-flannel-host-networking';

const links = ['rke2/hardening-network-policies', 'rke2/known-issues-ingress-cis'] as const;

export default defineCheck({
	id: 'rke2/cis-policies',
	title: 'Where the CIS profile closes kube-system, the ingress controller and metrics-server stay reachable',
	rationale:
		'With profile: cis a NetworkPolicy lets only pods of the same namespace reach kube-system, and further ones open what must be reached. Older releases lack those for the ingress controller, for its webhook and for metrics-server, and a policy that was deleted is not made again: host ports 80 and 443 are dropped, an Ingress cannot be created, and API servers on other nodes get no metrics.',
	when: {role: ['server']},
	needs: {
		policies: 'kubernetes.network-policies',
		pods: 'crictl.pods',
		helm: 'kubernetes.helm',
		nodes: 'kubernetes.nodes',
	},
	wants: {logs: 'kube-apiserver.logs', now: 'system.clock'},
	messages: {
		ingress: {
			severity: 'warning',
			text: 'The policy {base} closes kube-system, and there is no {missing}: what comes to the ingress controller ({pod}) is dropped, also from pods of this node',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies'},
					{
						text: 'Update RKE2, which then makes {missing}; if it was deleted: kubectl annotate namespace kube-system np.rke2.io/ingress-, and restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'Or add a NetworkPolicy in kube-system that lets TCP ports 80 and 443 of the controller in',
						changes: 'cluster',
					},
				],
				links,
			},
		},
		webhook: {
			severity: 'warning',
			text: 'The policy {base} closes kube-system, and there is no {missing}: the API server does not reach the webhook of the ingress controller ({pod}), and no Ingress can be created',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get networkpolicies'},
					{
						text: 'Update RKE2, which then makes {missing}; if it was deleted: kubectl annotate namespace kube-system np.rke2.io/ingress-webhook-, and restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'Or add a NetworkPolicy in kube-system that lets the port named webhook (TCP 8443) of the controller in from the nodes',
						changes: 'cluster',
					},
				],
				links,
			},
		},
		metrics: {
			severity: 'warning',
			text: 'The policy {base} closes kube-system, and there is no {missing}: only the API server on the node of metrics-server reaches it. Where others are asked, kubectl top and autoscaling fail, and namespaces are not deleted',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get networkpolicies; kubectl get apiservice v1beta1.metrics.k8s.io',
					},
					{
						text: 'Update RKE2, which then makes {missing}; if it was deleted: kubectl annotate namespace kube-system np.rke2.io/metrics-server-, and restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'Or add a NetworkPolicy in kube-system that lets the port named https of app: rke2-metrics-server in from everywhere',
						changes: 'cluster',
					},
				],
				links: ['rke2/hardening-network-policies', 'kubernetes/network-policies'],
			},
			explains: ['rke2/api-calls#aggregated'],
		},
	},
	*run({policies, pods, helm, nodes, logs, now}, {finding, environment}) {
		const names = policies.flatMap(({namespace, name}) => (namespace === 'kube-system' ? [name] : []));
		// Policies of somebody else may open the same.
		if (!names.includes(base) || names.some(name => !ofRke2.test(name))) {
			return;
		}
		const evidence = [{from: 'policies', excerpt: names.join('\n')}] as const;
		const isMetered = helm.charts.some(({name}) => name === 'rke2-metrics-server');
		const isOpenToNodes = environment.cni.value === 'canal' && names.includes(nodesPolicy);
		const {value: cni = 'none'} = environment.cni;
		const asked =
			now === undefined
				? []
				: (logs ?? []).flatMap(log => failedCalls(log, now)).filter(({name}) => ofMetricsServer.test(name));
		// Where the API server is on the node of metrics-server, it is let in whatever the policies say.
		const isHere = pods.some(
			({namespace, name, isReady}) =>
				namespace === 'kube-system' && isReady && name.startsWith('rke2-metrics-server-'),
		);
		if (
			isMetered &&
			!isHere &&
			nodes.length > 1 &&
			!names.includes(metricsPolicy) &&
			!isOpenToNodes &&
			['canal', 'calico', 'cilium'].includes(cni)
		) {
			const subject = {kind: 'Deployment', namespace: 'kube-system', name: 'rke2-metrics-server'} as const;
			yield finding('metrics', {base, missing: metricsPolicy}, subject, {
				evidence,
				affects: [subject, ...asked.map(({host}) => ({kind: 'Endpoint', name: host}) as const)],
			});
		}
		const runs = controllers.flatMap(controller => {
			const pod = pods.find(
				({namespace, name, isReady}) =>
					namespace === 'kube-system' && isReady && name.startsWith(`${controller.pods}-`),
			);
			return pod === undefined ? [] : [{...controller, pod: pod.name}];
		});
		for (const {pods: workload, policy, pod} of runs) {
			const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: workload} as const;
			if (!names.includes(policy)) {
				yield finding('ingress', {base, missing: policy, pod}, subject, {evidence});
			} else if (
				workload === 'rke2-ingress-nginx-controller' &&
				!names.includes(webhookPolicy) &&
				// Flannel's devices have addresses that a policy of their own lets in.
				['calico', 'cilium'].includes(environment.cni.value ?? '')
			) {
				yield finding('webhook', {base, missing: webhookPolicy, pod}, subject, {evidence});
			}
		}
	},
});
