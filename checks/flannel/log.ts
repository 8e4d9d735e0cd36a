import {
	type ContainerLog,
	defineCheck,
	flannelChartOf,
	flannelDeviceMessages,
	flannelEnd,
	flannelPodOf,
	flannelRangeMessages,
	interfaceChoice,
	judgeRun,
	type PodRun,
	thisNode,
	unloadedModule,
} from 'rke2-netdoctor';

const container = 'kube-flannel';
/** What flanneld no longer makes or keeps up to date. */
const symptoms = [
	'canal/container',
	'flannel/container',
	'flannel/subnet-env#missing',
	'cni/network-unavailable',
	'overlay/vxlan-missing',
	'overlay/vtep-mac-announced',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
] as const;

/** With what flanneld ended, where it does not stay up. */
const lastWordsOf = (pod: PodRun | undefined, logs: readonly ContainerLog[], now: number) => {
	const run = pod?.containers.find(({name}) => name === container);
	const verdict = pod && run && judgeRun(run, pod.createdAt, now);
	if (run === undefined || (verdict !== 'crashing' && verdict !== 'stopped')) {
		return undefined;
	}
	const attempt = run.state === 'running' ? run.attempt - 1 : run.attempt;
	const log = logs.find(entry => entry.container === container && entry.attempt === attempt);
	const end = log && flannelEnd(log.lines);
	return log && end && {...end, path: log.path};
};

export default defineCheck({
	id: 'flannel/log',
	title: 'flanneld did not give up for a known reason',
	rationale:
		'When flanneld cannot go on it says why in one line and ends. The last such line of a container that does not stay up names the cause better than its exit code does. Lines that flanneld survives are left alone.',
	when: {cni: ['canal', 'flannel']},
	needs: {flannel: 'flannel.containers', logs: 'flannel.logs', now: 'system.clock'},
	wants: {modules: 'kernel.modules', disk: 'kernel.modules-on-disk', selinux: 'selinux.mode'},
	messages: {
		apiUnreachable: {
			severity: 'critical',
			text: 'flanneld ends because it cannot reach the Kubernetes API{address}',
			guide: {
				steps: [
					{
						text: 'curl -k https://10.43.0.1:443/version, with the service address of your cluster: an answer of any kind is good',
					},
					{text: 'kube-proxy makes the service address work: crictl ps --name kube-proxy'},
					{text: 'Look at the firewall between this node and port 6443 of the servers'},
				],
				links: ['rke2/issue-install-cni-timeout', 'rke2/requirements-ports', 'flannel/log-messages'],
			},
			explains: symptoms,
		},
		apiRefuses: {
			severity: 'critical',
			text: 'flanneld ends because the Kubernetes API refuses its identity',
			guide: {
				steps: [
					{text: 'kubectl get clusterrolebinding | grep -E "canal|flannel"'},
					{text: 'kubectl -n kube-system rollout restart daemonset {daemonset}', changes: 'cluster'},
				],
				links: ['flannel/log-messages', 'rke2/canal'],
			},
			explains: symptoms,
		},
		...flannelRangeMessages(symptoms),
		addresses: {
			severity: 'critical',
			text: 'flanneld ends because its device has an address besides the one that it gives it: {line}',
			guide: {
				steps: [
					{
						text: 'ip -br address | grep flannel; the right address is the network address of this Node in kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR',
					},
					{
						text: 'ip address delete ADDRESS dev DEVICE, with each other one of that list; flanneld comes up at its next start',
						changes: 'node',
					},
					{
						text: 'Keep NetworkManager and DHCP clients from managing flannel* devices, so that it does not come back',
					},
				],
				links: ['flannel/troubleshooting', 'rke2/known-issues-networkmanager', 'flannel/log-messages'],
			},
			explains: [...symptoms, 'overlay/vxlan-address'],
		},
		interfaceV6: {
			severity: 'critical',
			text: 'flanneld ends because the cluster uses IPv6 and it finds no interface for that: {line}',
			guide: {
				steps: [
					{text: 'ip -6 route show default; ip -6 -br address'},
					{
						text: 'Give this node an IPv6 default route that survives a reboot, by router advertisements or by hand, and an address that is not link-local',
						changes: 'node',
					},
					{
						text: 'Without one: name the interface with {interfaceChoice}; it needs addresses of both families',
						changes: 'cluster',
					},
				],
				links: ['rke2/dual-stack', 'flannel/interface-selection', 'rke2/canal'],
			},
			explains: symptoms,
		},
		interface: {
			severity: 'critical',
			text: 'flanneld ends because it finds no interface to use: {line}',
			guide: {
				steps: [
					{text: 'ip route show default; ip -br address (NAME@LOWER is the interface NAME)'},
					{
						text: 'If it is said to have no IPv4 or IPv6 address: give it one in the network configuration of the system, at boot as well; flannel is started again and again, and comes up by itself then',
						changes: 'node',
					},
					{
						text: 'Add a default route that survives a reboot, or name the interface with {interfaceChoice}',
						changes: 'cluster',
					},
					{
						text: 'If the annotation flannel.alpha.coreos.com/node-public-ip names an address that is gone, remove it from this Node',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'rke2/airgap-default-route', 'rke2/canal'],
			},
			explains: symptoms,
		},
		bridgeNetfilter: {
			severity: 'critical',
			text: 'flanneld ends because the kernel module br_netfilter is not loaded',
			guide: {
				steps: [
					{text: 'modprobe br_netfilter', changes: 'node'},
					{text: 'echo br_netfilter >> /etc/modules-load.d/rke2.conf', changes: 'node'},
				],
				links: ['rke2/requirements-linux', 'flannel/log-messages'],
			},
			explains: symptoms,
		},
		backendUnsupported: {
			severity: 'critical',
			text: 'flanneld ends because the kernel cannot make the device of its backend{reason}',
			guide: {
				steps: [
					{text: 'modinfo {module}; getenforce; sysctl kernel.modules_disabled'},
					{
						text: 'If modinfo finds it: modprobe {module}; echo {module} >> /etc/modules-load.d/rke2.conf. flanneld comes up at its next start. With SELinux: update RKE2, older releases of which do not let flanneld load it',
						changes: 'node',
					},
					{
						text: 'On RHEL 10 and its relatives: dnf install kernel-modules-extra-$(uname -r), then reboot',
						changes: 'node',
					},
					{
						text: 'On Ubuntu: apt-get install linux-modules-extra-$(uname -r), on a Raspberry Pi linux-modules-extra-raspi, then reboot; elsewhere a kernel built with CONFIG_VXLAN',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', 'flannel/backend-vxlan', 'flannel/backend-wireguard'],
			},
			explains: symptoms,
		},
		...flannelDeviceMessages(symptoms),
		healthPort: {
			severity: 'critical',
			text: 'flanneld ends because something else listens on its health port',
			guide: {
				steps: [
					{text: 'ss -lntp | grep 8081'},
					{
						text: 'Move the other program to another port, or set flannel.healthz.port in the HelmChartConfig {chart}',
						changes: 'cluster',
					},
				],
				links: ['rke2/chart-canal', 'rke2/helmchartconfig'],
			},
			explains: symptoms,
		},
	},
	*run({flannel: {pod}, logs, now, modules, disk, selinux}, {finding, environment}) {
		const last = lastWordsOf(pod, logs, now);
		if (last === undefined) {
			return;
		}
		const {fault, message: line, path} = last;
		const {daemonset, selector, node} = flannelPodOf(environment);
		const module = environment.backend.value === 'wireguard' ? 'wireguard' : 'vxlan';
		const names = {
			...{daemonset, selector, node},
			...flannelChartOf(environment),
			interfaceChoice: interfaceChoice(environment),
			// The line tells of which family it is; the backend, which one there is.
			device: /(\S+)'s mac address wanted/.exec(line)?.[1] ?? environment.overlayDevice.value ?? 'flannel.1',
			line: line.slice(0, 250),
			module,
			reason: unloadedModule(module, modules, disk, selinux),
		};
		const subject = {kind: 'Pod', namespace: 'kube-system', name: `${daemonset}/${container}`} as const;
		const details = {
			evidence: [{from: 'logs', of: path, excerpt: line}],
			affects: [thisNode(environment)],
		} as const;
		if (fault === 'apiUnreachable') {
			const [, target] = /dial (?:tcp|udp) (\S+?):? /.exec(line) ?? [];
			const address = target === undefined ? '' : ` at ${target}`;
			yield finding(fault, {address, ...names}, subject, details);
		} else {
			yield finding(fault, names, subject, details);
		}
	},
});
