import {type CalicoNodeDeployment, restartCalicoNode} from './calico-node-deployment.ts';

const roles = {text: 'kubectl get clusterrole,clusterrolebinding -o name | grep -E "calico|canal"'} as const;

/** What a check says of a calico-node that does not get on with the Kubernetes API, or with what it holds there. */
export const calicoApiMessages = ({explains, deployment, kinds, links}: CalicoNodeDeployment) =>
	({
		apiRefuses: {
			severity: 'critical',
			text: 'calico-node does not get ready because the Kubernetes API refuses it: {line}',
			guide: {
				steps: [roles, deployment, restartCalicoNode],
				links: ['calico/component-logs', ...links],
			},
			explains,
		},
		apiRefusesPart: {
			severity: 'warning',
			text: 'The Kubernetes API has refused calico-node {count} times, the last time {minutes} minutes ago: {line}',
			guide: {steps: [roles, deployment], links: ['calico/component-logs', ...links]},
		},
		crdMissing: {
			severity: 'critical',
			text: 'calico-node does not get ready because the API lacks a kind of object that it needs: {line}',
			guide: {
				steps: [
					{text: 'kubectl get crd | grep projectcalico'},
					kinds,
					{
						text: 'All servers must run the same RKE2: the charts of that release bring the kinds',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', ...links],
			},
			explains,
		},
		apiDistrusted: {
			severity: 'critical',
			text: 'calico-node does not get ready because it does not trust the certificate of the Kubernetes API: {line}',
			guide: {
				steps: [
					{text: 'date: to a clock that is wrong a certificate is not valid yet, or no longer'},
					{
						text: 'kubectl -n {namespace} get configmap kube-root-ca.crt -o yaml; cat /var/lib/rancher/rke2/agent/server-ca.crt: both must hold the same certificate',
					},
					{
						text: 'If they are, the pod is from before the authority was changed (certificates rotated, a cluster restored or built anew), and the restart below gives it the new one; a load balancer that ends TLS in front of the servers does the same, and must hand it on',
					},
					restartCalicoNode,
				],
				links: ['rke2/certificates', 'calico/component-logs', ...links],
			},
			explains,
		},
		apiUnreachable: {
			severity: 'critical',
			text: 'calico-node does not get ready because it cannot reach the Kubernetes API{address}',
			guide: {
				steps: [
					{
						text: 'curl -k https://10.43.0.1:443/version, with the service address of your cluster: an answer of any kind is good',
					},
					{text: 'kube-proxy makes the service address work: crictl ps --name kube-proxy'},
					{text: 'Look at the firewall between this node and port 6443 of the servers'},
				],
				links: ['rke2/issue-install-cni-timeout', 'rke2/requirements-ports', 'calico/component-logs'],
			},
			explains,
		},
		datastoreNotReady: {
			severity: 'critical',
			text: 'calico-node waits because the datastore of Calico is not marked ready',
			guide: {
				steps: [
					{text: 'kubectl get clusterinformations.crd.projectcalico.org default -o yaml'},
					{
						text: 'datastoreReady: false is left by a migration that was not finished; end it with calicoctl datastore migrate unlock',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/troubleshooting'],
			},
			explains,
		},
	}) as const;
