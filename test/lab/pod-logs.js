import {mergedFromLayers} from './cni.js';

/** Each line is a text, or a function of the time at which it was logged. */
export const klog = text => time =>
	`I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${text}`;
export const calicoLine = text => time => `${time.slice(0, 10)} ${time.slice(11, 23)} [INFO]${text}`;

/** Of flanneld, in Canal and in rke2-flannel. */
export const flannelLog = ({network, versions}, node) =>
	[
		`main.go:211] CLI flags config: {kubeSubnetMgr:true ipMasq:true ifaceRegex:[] iface:[] healthzPort:${versions.hasFlannelHealth ? 8081 : 0}}`,
		'kube.go:139] Waiting 10m0s for node controller to sync',
		'kube.go:163] Node controller sync successful',
		`main.go:231] Created subnet manager: Kubernetes Subnet Manager - ${node.name}`,
		'match.go:211] Determining IP address of default interface',
		`match.go:264] Using interface with name eth0 and address ${node.address}`,
		`match.go:286] Defaulting external address to interface address (${node.address})`,
		`vxlan.go:141] VXLAN config: VNI=${network.vni} Port=${network.flannelBackend.Port ?? 0} GBP=false Learning=false DirectRouting=false`,
		'main.go:440] Wrote subnet file to /run/flannel/subnet.env',
		'main.go:444] Running backend.',
		`vxlan_network.go:65] watching for new subnet leases within ${network.pods}`,
	].map(klog);

const proxyLog = [
	'server_linux.go:53] "Using iptables proxy"',
	'shared_informer.go:356] "Caches are synced" controller="service config"',
].map(klog);

const logsOfAll = {
	'kube-proxy': proxyLog,
	coredns: ['.:53', 'CoreDNS-1.14.3'].map(text => () => text),
};

/** The kubelet's form: time, stream, F for a full line. */
const criLines = (lines, startedAt) =>
	lines
		.map((line, index) => {
			const time = new Date(startedAt.getTime() + index * 130).toISOString();
			return `${time.replace('Z', '000000Z')} stderr F ${line(time)}\n`;
		})
		.join('');

/** Log path of a container, relative to `/var/log/pods`. */
export const logPathOf = (pod, container) =>
	`${pod.namespace}_${pod.name}_${pod.uid}/${container.name}/0.log`;

export const podLogFilesOf = (cluster, node) => {
	const logs = {...logsOfAll, ...mergedFromLayers(cluster, 'logs', cluster, node)};
	return node.pods
		.filter(({isFinished}) => !isFinished)
		.flatMap(pod =>
			[...pod.initContainers, ...pod.containers].map(container => ({
				path: `/var/log/pods/${logPathOf(pod, container)}`,
				content: criLines(logs[container.name] ?? [], cluster.startedAt),
				mode: 0o640,
			})),
		);
};
