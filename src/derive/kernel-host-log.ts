import type {KernelSignature} from './kernel-complaints.ts';

/** What the kernel says of itself when the network of this node suffers. */
export type HostFault =
	| 'neighbourOverflow'
	| 'stuckDevice'
	| 'agentKilled'
	| 'proxyKilled'
	| 'serviceKilled'
	| 'killed'
	| 'agentDenied'
	| 'denied'
	| 'moduleRefused'
	| 'routesFull'
	| 'queueFull'
	| 'tcpMemory'
	| 'pageAllocation'
	| 'lockup';

/** Programs of the CNI on a node, which no other pod runs. */
const agents = 'calico-node|calico|felix|bird6?|flanneld|cilium-agent|multus\\S*';
/** Programs without which a node has no network, by the 15 characters that the kernel keeps of a name. */
const networkPrograms =
	'calico-node|calico-typha|calico-ipam|calico|felix|bird6?|flanneld?|cilium-agent|cilium-operator?|cilium-envoy|cilium-cni|kube-proxy|coredns|multus\\S*|whereabouts|kubelet|containerd|containerd-shim\\S*|rke2|etcd|kube-apiserver|bridge|host-local|portmap|ip6?tables\\S*|xtables\\S*|modprobe';
/** What the data path and the rules of a CNI are made of, by how the names of its modules begin. */
const networkModules =
	'ip_set|xt_|ipt_|ip6t_|nft?_|nfnetlink|x_tables|ip6?_?tables?|ip_vs|vxlan|geneve|(?:ip6_)?udp_tunnel|wireguard|ipip|tunnel4|br_netfilter|bridge|veth|sch_|cls_|act_';
const minute = 60_000;

const killed = (programs: string): RegExp =>
	new RegExp(String.raw`[Oo]ut of memory: Kill(?:ed)? process \d+ \((?<detail>${programs})\)`);
const denied = (programs: string): RegExp =>
	new RegExp(String.raw`(?:avc:\s+denied|apparmor="DENIED").*comm="(?<detail>${programs})"`);
/** Docker in a pod, a virtual cluster: a pod may run its own, and reach its limit. */
const limitOfPod =
	/Memory cgroup out of memory: .*\((?:rke2|kubelet|containerd\S*|etcd|kube-apiserver|ip6?tables\S*|xtables\S*|modprobe)\)/;

/**
 * The first that fits counts.
 * net/core, net/ipv4, net/ipv6, mm/oom_kill.c and kernel/watchdog.c of https://github.com/torvalds/linux
 */
export const hostSignatures: readonly KernelSignature<HostFault>[] = [
	{
		fault: 'neighbourOverflow',
		says: /(?<detail>arp_cache|ndisc_cache): neighbor table overflow|Neighbour table overflow/i,
		atLeast: 3,
	},
	// Said every ten seconds; a device that is free after some was only slow.
	{
		fault: 'stuckDevice',
		says: /unregister_netdevice: waiting for (?<device>\S+) to become free/,
		atLeast: 6,
		within: 2 * minute,
	},
	{fault: 'agentKilled', says: killed(agents)},
	{fault: 'proxyKilled', says: killed('kube-proxy')},
	{fault: 'serviceKilled', says: killed('rke2|kubelet|containerd'), except: limitOfPod},
	{fault: 'killed', says: killed(networkPrograms), except: limitOfPod},
	{
		fault: 'agentDenied',
		says: denied(agents),
		except: /permissive=1|operation="(?:ptrace|signal)"/,
		atLeast: 3,
	},
	{
		fault: 'denied',
		says: denied(networkPrograms),
		except: /permissive=1|operation="(?:ptrace|signal)"|scontext=\S*:container_t:|profile="cri-containerd/,
		atLeast: 3,
	},
	{
		fault: 'agentDenied',
		says: new RegExp(`Lockdown: (?<detail>${agents}): use of bpf`),
	},
	// A module that is loaded although it is not signed is another matter.
	{
		fault: 'moduleRefused',
		says: new RegExp(
			String.raw`^(?<detail>(?:${networkModules})\w*): (?:disagrees about version of symbol|Unknown symbol|version magic) `,
		),
	},
	{
		fault: 'routesFull',
		says: /Route cache is full: consider increasing sysctl (?<detail>net\.ipv[46]\.route\.max_size)/,
		atLeast: 3,
	},
	{fault: 'queueFull', says: /nf_queue: full at (?<detail>\d+) entries, dropping packet/, atLeast: 3},
	{fault: 'tcpMemory', says: /TCP: out of memory -- consider tuning tcp_mem/, atLeast: 3},
	{
		fault: 'pageAllocation',
		says: /^(?:swapper|ksoftirqd|kworker|irq|napi)\S*: page allocation failure: order:(?<detail>\d+)/,
		atLeast: 3,
	},
	// A virtual machine that was moved or saved stands still once, and each of its processors says so.
	{
		fault: 'lockup',
		says: /BUG: soft lockup - CPU#\d+ stuck|rcu: INFO: rcu_\w+ (?:self-)?detected stall/,
		atLeast: 3,
		apart: minute,
	},
];
