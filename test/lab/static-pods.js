import {stringify} from 'yaml';
import {inFamilies} from './families.js';

const kubeconfig = '/var/lib/rancher/rke2/agent/kubeproxy.kubeconfig';

const argumentsOf = {
	'kube-proxy': ({network}, {name}) => [
		`--cluster-cidr=${inFamilies(network, 'pods')}`,
		'--conntrack-max-per-core=0',
		'--conntrack-tcp-timeout-close-wait=0s',
		'--conntrack-tcp-timeout-established=0s',
		'--healthz-bind-address=127.0.0.1',
		`--hostname-override=${name}`,
		`--kubeconfig=${kubeconfig}`,
		'--proxy-mode=iptables',
	],
	'kube-apiserver': ({network}) => [
		'--anonymous-auth=false',
		'--authorization-mode=Node,RBAC',
		'--secure-port=6443',
		`--service-cluster-ip-range=${inFamilies(network, 'services')}`,
	],
	'kube-controller-manager': ({network}) => [
		'--allocate-node-cidrs=true',
		`--cluster-cidr=${inFamilies(network, 'pods')}`,
		`--service-cluster-ip-range=${inFamilies(network, 'services')}`,
	],
};

const probeOf = {
	'kube-proxy': {
		failureThreshold: 8,
		httpGet: {host: 'localhost', path: '/livez', port: 10256, scheme: 'HTTP'},
		initialDelaySeconds: 10,
		periodSeconds: 10,
		timeoutSeconds: 15,
	},
};

/** The command line of a static pod's process. */
export const staticPodArgumentsOf = (cluster, node, component) =>
	argumentsOf[component]?.(cluster, node) ?? [];

const manifest = (cluster, node, {labels, containers: [{name, image}]}) => ({
	apiVersion: 'v1',
	kind: 'Pod',
	metadata: {name, namespace: 'kube-system', labels},
	spec: {
		containers: [
			{
				args: staticPodArgumentsOf(cluster, node, name),
				command: [name],
				image: `index.docker.io/${image}`,
				...(probeOf[name] !== undefined && {livenessProbe: probeOf[name]}),
				name,
				resources: {requests: {cpu: '250m', memory: '128Mi'}},
				securityContext: {privileged: true},
			},
		],
		hostNetwork: true,
		priorityClassName: 'system-cluster-critical',
	},
	status: {},
});

export const staticPodFilesOf = (cluster, node) =>
	node.pods
		.filter(({isStatic}) => isStatic)
		.map(pod => ({
			path: `/var/lib/rancher/rke2/agent/pod-manifests/${pod.containers[0].name}.yaml`,
			content: stringify(manifest(cluster, node, pod)),
			mode: 0o600,
		}));
