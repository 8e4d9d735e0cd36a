import {test} from 'vitest';
import check from '../../../checks/rke2/cis-policies.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {helmOf, kubeNode, minutesAgo, now, sandbox} from '../builders.ts';

const nginx = sandbox('rke2-ingress-nginx-controller-x7k2p', {namespace: 'kube-system'});
const traefik = sandbox('rke2-traefik-8d2lq', {namespace: 'kube-system'});
const closed = 'default-network-policy';
const ingress = 'default-network-ingress-policy';
const webhook = 'default-network-ingress-webhook-policy';
const chart =
	'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: rke2-metrics-server, namespace: kube-system}\n';
const metrics = 'default-network-metrics-server-policy';
/** What the API server asks for in vain. */
const asking = (api: string) => ({
	now,
	logs: [
		{
			container: 'kube-apiserver',
			...{attempt: 0, isCut: false},
			path: '/var/log/pods/kube-system_kube-apiserver-node-1_aa/kube-apiserver/0.log',
			lines: [8, 6, 4, 1].map(minutes => ({
				time: minutesAgo(minutes),
				stream: 'stderr' as const,
				message: `E0125 18:31:38.617281       1 remote_available_controller.go:448] "Unhandled Error" err="${api} failed with: failing or missing response from https://10.43.247.145:443/apis: context deadline exceeded"`,
			})),
		},
	],
});
const evidence = (names: readonly string[], pods = [nginx], charts = '') => ({
	helm: helmOf(charts),
	nodes: [kubeNode('node-1'), kubeNode('node-2')],
	policies: names.map(name => ({namespace: 'kube-system', name})),
	pods,
});
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-ingress-nginx-controller'} as const;
const onCalico = {role: told('server' as const), cni: told('calico' as const)};

testCheck(test, check, {
	environment: {role: told('server'), cni: told('canal')},
	passes: {
		'no CIS profile': {evidence: evidence([])},
		'everything is there': {
			evidence: evidence([closed, ingress, webhook, 'rke2-flannel-host-networking']),
			environment: onCalico,
		},
		'a policy of somebody else': {evidence: evidence([closed, 'allow-ingress'])},
		'another ingress controller': {evidence: evidence([closed], [])},
		'without the policy of the webhook, which flannel does not need': {evidence: evidence([closed, ingress])},
		'metrics-server, which a policy opens': {
			evidence: evidence([closed, ingress, webhook, metrics], [nginx], chart),
			environment: onCalico,
		},
		'a single node, whose metrics-server is not ready': {
			evidence: {...evidence([closed, ingress], [nginx], chart), nodes: [kubeNode('node-1')]},
		},
		'metrics-server on this node, where its own API server is let in': {
			evidence: {
				...evidence(
					[closed, ingress],
					[nginx, sandbox('rke2-metrics-server-6b9f4-x2k8d', {namespace: 'kube-system'})],
					chart,
				),
				...asking('v1beta1.metrics.k8s.io'),
			},
		},
		'metrics-server on Canal, where nodes are let in': {
			evidence: evidence([closed, ingress, 'rke2-flannel-host-networking'], [nginx], chart),
		},
		'metrics-server on Flannel, which knows no policies': {
			evidence: evidence([closed, ingress], [nginx], chart),
			environment: {cni: told('flannel')},
		},
		'a policy of that name elsewhere': {
			evidence: {
				helm: helmOf(''),
				nodes: [kubeNode('node-1')],
				policies: [{namespace: 'default', name: closed}],
				pods: [nginx],
			},
		},
	},
	fails: {
		'a release of before': {
			evidence: evidence([closed, 'default-network-dns-policy']),
			findings: [{message: 'ingress', subject, text: `there is no ${ingress}`}],
		},
		'Traefik, and a policy that was deleted': {
			evidence: evidence([closed, ingress, webhook], [traefik]),
			findings: [
				{
					message: 'ingress',
					subject: {...subject, name: 'rke2-traefik'},
					text: 'default-network-traefik-policy',
				},
			],
		},
		'a release that opens nothing for metrics-server': {
			evidence: {...evidence([closed, ingress], [nginx], chart), ...asking('v1beta1.metrics.k8s.io')},
			findings: [
				{
					message: 'metrics',
					subject: {kind: 'Deployment', namespace: 'kube-system', name: 'rke2-metrics-server'},
					text: `there is no ${metrics}`,
				},
			],
		},
		'the webhook of the controller': {
			evidence: evidence([closed, ingress]),
			environment: onCalico,
			findings: [{message: 'webhook', subject, text: `there is no ${webhook}`}],
		},
	},
});
