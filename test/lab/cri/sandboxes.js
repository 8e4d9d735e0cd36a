import {criLabels} from '../cri-state.js';
import {logPathOf} from '../pod-logs.js';

// https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto: enum NamespaceMode
const namespaceMode = {POD: 0, CONTAINER: 1, NODE: 2};

const securityOf = (pod, isPrivileged) => ({
	security_context: {
		namespace_options: {
			network: pod.address === undefined ? namespaceMode.NODE : namespaceMode.POD,
			pid: namespaceMode.CONTAINER,
			ipc: namespaceMode.POD,
		},
		privileged: isPrivileged,
	},
});

/** What the kubelet gives: CoreDNS and pods on the network of the node have the resolver of the node. */
const resolverOf = ({network}, {address, namespace, labels}) =>
	address === undefined || labels['k8s-app'] === 'kube-dns'
		? {servers: [network.gateway], searches: ['example.org']}
		: {
				servers: [network.dns],
				searches: [
					...[`${namespace}.svc.${network.domain}`, `svc.${network.domain}`, network.domain],
					'example.org',
				],
				options: ['ndots:5'],
			};

/** As the kubelet asks for a sandbox. */
export const sandboxConfig = (cluster, pod, isPrivileged) => ({
	metadata: {name: pod.name, namespace: pod.namespace, uid: pod.uid, attempt: 0},
	hostname: pod.address === undefined ? '' : pod.name,
	log_directory: `/var/log/pods/${logPathOf(pod, {}).split('/')[0]}`,
	dns_config: resolverOf(cluster, pod),
	labels: criLabels(pod),
	annotations: {'kubernetes.io/config.source': pod.isStatic ? 'file' : 'api'},
	linux: securityOf(pod, isPrivileged),
});

/** As the kubelet asks for a container that runs `command`, `mounts` being pairs of path in the node and in the container. */
export const containerConfig = (pod, {name, image}, {command, mounts = [], isPrivileged = false}) => ({
	metadata: {name, attempt: 0},
	image: {image: `docker.io/${image}`},
	command,
	mounts: mounts.map(([host_path, container_path]) => ({host_path, container_path})),
	log_path: `${name}/0.log`,
	labels: {
		'io.kubernetes.container.name': name,
		'io.kubernetes.pod.name': pod.name,
		'io.kubernetes.pod.namespace': pod.namespace,
		'io.kubernetes.pod.uid': pod.uid,
	},
	annotations: {
		'io.kubernetes.container.restartCount': '0',
		'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
	},
	linux: securityOf(pod, isPrivileged),
});
