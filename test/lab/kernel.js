/** Pairs of key (below /proc/sys, with slashes) and value. */
export const setSysctls = (node, sysctls) =>
	node.shell('while read -r key value; do echo "$value" >"/proc/sys/$key"; done', {
		input: sysctls.map(pair => `${pair.join(' ')}\n`).join(''),
	});

/** What rke2, kubelet and kube-proxy set on every node. */
export const sysctlsOfNode = [
	['net/ipv4/ip_forward', 1],
	['net/ipv4/conf/default/rp_filter', 2],
	['net/ipv4/conf/eth0/rp_filter', 2],
	['net/bridge/bridge-nf-call-iptables', 1],
	['net/bridge/bridge-nf-call-ip6tables', 1],
];

/** What comes to it with pods that have IPv6 addresses. */
export const ipv6SysctlsOfNode = [
	['net/ipv6/conf/all/forwarding', 1],
	['net/ipv6/conf/default/forwarding', 1],
];

/** Lines for `ip -batch` inside the network namespace of a pod. */
export const ipInPod = (node, {namespaceName}, ...lines) =>
	node.run(['ip', '-n', namespaceName, '-batch', '-'], {input: `${lines.join('\n')}\n`});

export const onPodNetwork = ({pods}) => pods.filter(({address}) => address !== undefined);

/** A network namespace per pod with a veth pair: `hostSide(pod)` gives further words for the node's end. */
export const makePodLinks = async (node, mtu, hostSide = () => '') => {
	const pods = onPodNetwork(node.description);
	await node.ipBatch(...pods.map(({namespaceName}) => `netns add ${namespaceName}`));
	await node.ipBatch(
		...pods.flatMap(pod => [
			`link add ${pod.hostInterface} mtu ${mtu} ${hostSide(pod)} type veth peer name eth0 address ${pod.mac} mtu ${mtu} netns ${pod.namespaceName}`,
			`link set ${pod.hostInterface} up`,
		]),
	);
};
