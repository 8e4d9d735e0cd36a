/** Each line is a text, or a function of the time at which it was logged. */
const klog = text => time =>
	`I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${text}`;
const calicoLine = text => time => `${time.slice(0, 10)} ${time.slice(11, 23)} [INFO]${text}`;

const flannelLog = ({network, versions}, node) =>
	[
		`main.go:211] CLI flags config: {kubeSubnetMgr:true ipMasq:true ifaceRegex:[] iface:[] healthzPort:${versions.hasFlannelHealth ? 8081 : 0}}`,
		'kube.go:139] Waiting 10m0s for node controller to sync',
		'kube.go:163] Node controller sync successful',
		`main.go:231] Created subnet manager: Kubernetes Subnet Manager - ${node.name}`,
		'match.go:211] Determining IP address of default interface',
		`match.go:264] Using interface with name eth0 and address ${node.address}`,
		`match.go:286] Defaulting external address to interface address (${node.address})`,
		'vxlan.go:141] VXLAN config: VNI=1 Port=0 GBP=false Learning=false DirectRouting=false',
		'main.go:440] Wrote subnet file to /run/flannel/subnet.env',
		'main.go:444] Running backend.',
		`vxlan_network.go:65] watching for new subnet leases within ${network.pods}`,
	].map(klog);

const calicoLog = ({name}) =>
	[
		'[9] startup/startup.go 443: Early log level set to info',
		`[9] startup/utils.go 127: Using NODENAME environment for node name ${name}`,
		'[9] startup/startup.go 615: Calico is not managing networking, skipping NetworkUnavailable condition update',
		'[61] felix/daemon.go 398: Successfully loaded configuration.',
		'[61] felix/int_dataplane.go 2110: Completed first update to dataplane. secsSinceStart=0.51',
		'[61] felix/health.go 336: Overall health status changed: live=true ready=true',
	].map(calicoLine);

const proxyLog = [
	'server_linux.go:53] "Using iptables proxy"',
	'shared_informer.go:356] "Caches are synced" controller="service config"',
].map(klog);

const installLog = [
	'[1] cni-installer/install.go 121: Running as a Kubernetes pod',
	'[1] cni-installer/install.go 451: Created /host/etc/cni/net.d/10-canal.conflist',
].map(calicoLine);

const linesOf = {
	'kube-flannel': flannelLog,
	'calico-node': (_cluster, node) => calicoLog(node),
	'kube-proxy': () => proxyLog,
	'install-cni': () => installLog,
	coredns: () => ['.:53', 'CoreDNS-1.14.3'].map(text => () => text),
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

export const podLogFilesOf = (cluster, node) =>
	node.pods
		.filter(({isFinished}) => !isFinished)
		.flatMap(pod =>
			[...pod.initContainers, ...pod.containers].map(container => ({
				path: `/var/log/pods/${logPathOf(pod, container)}`,
				content: criLines(linesOf[container.name]?.(cluster, node) ?? [], cluster.startedAt),
				mode: 0o640,
			})),
		);
