/**
 * Why the primary network plugin refuses a pod. Of these `nodeUnknown`, `unauthorized` and the like lie between the
 * plugin and the API, the others with addresses or with this node; `failing` has no signature of its own.
 */
export type PluginFault =
	| 'forbidden'
	| 'unauthorized'
	| 'distrusts'
	| 'proxied'
	| 'apiUnreachable'
	| 'apiBroken'
	| 'nodeUnknown'
	| 'familyMissing'
	| 'noFreeBlock'
	| 'noPool'
	| 'rangeFull'
	| 'addressInUse'
	| 'addressAssigned'
	| 'duplicateAllocation'
	| 'nodenameMissing'
	| 'subnetEnvMissing'
	| 'notInitialized'
	| 'kubeconfigMissing'
	| 'pluginOlder'
	| 'pluginMissing'
	| 'pluginBroken'
	| 'killed'
	| 'iptables'
	| 'bridgeAddress'
	| 'bridgeFull'
	| 'linkMissing'
	| 'ipv6Off'
	| 'readOnlySysctl'
	| 'kernelLacks'
	| 'configurationRefused'
	| 'failing';

/**
 * The API, where an HTTP proxy was asked for it and answered instead: net/http quotes its status line, or says that the
 * proxy could not be reached. The API itself says more than these words.
 */
const proxied =
	/Get "?https:\/\/\[?([0-9a-f.:]+?)\]?(?::(\d+))?\/[^"\s]*"?: (?:proxyconnect |(?:Forbidden|Proxy Authentication Required|Service Unavailable|Bad Gateway|Gateway Timeout)\s*(?:$|["']))/;

/**
 * The first that fits counts; its groups are the detail.
 * cni-plugin and libcalico-go/lib/ipam of https://github.com/projectcalico/calico, https://github.com/flannel-io/cni-plugin,
 * plugins/ and pkg/ of https://github.com/containernetworking/plugins and pkg/invoke of https://github.com/containernetworking/cni
 */
const signatures: readonly (readonly [PluginFault, RegExp])[] = [
	// Calico calls both of them unauthorized.
	['forbidden', / is forbidden: User "/],
	['unauthorized', /connection is unauthorized|\bUnauthorized\b/],
	['familyMissing', /usePodCidr(?:IPv6)? found but there is no \S+ CIDR/i],
	['pluginOlder', /invalid CIDR address: usePodCidr/],
	['distrusts', /x509: certificate|failed to verify certificate/],
	// calico-ipam, when no pool has a block left for this node, or when it may have no further one.
	[
		'noFreeBlock',
		/Assigned 0 out of \d+ requested IPv[46] addresses.*(?:no more free|No (?:more )?(?:IPs|blocks)|pool)|per host block limit/i,
	],
	// A pool that one pod asks for by a name that does not exist is the fault of that pod.
	['noPool', /no configured Calico pools|cannot find a qualified ippool/i],
	// containernetworking/plugins host-local, backend/allocator/config.go: what is written for the whole node
	[
		'configurationRefused',
		/(range set \d+ overlaps with \d+|invalid range set \d+: .*|no IP ranges specified|missing 'ipam' key|failed to (?:load netconf|parse network configuration): .*)/,
	],
	['rangeFull', /no IP addresses available in range set: (\S+)/],
	[
		'ipv6Off',
		/could not add IP address(?: [0-9a-f:/]+)? to "[^"]+": permission denied|failed to add IP addr .*permission denied/,
	],
	['nodenameMissing', /\/var\/lib\/calico\/nodename: no such file/],
	['subnetEnvMissing', /open \/run\/flannel\/subnet\.env: no such file/],
	[
		'kubeconfigMissing',
		/(?:stat|open) (\S*kubeconfig\S*): no such file|error loading config file "([^"]*kubeconfig[^"]*)": (?!.*permission denied)|(invalid configuration: no (?:server found|configuration has been provided))/,
	],
	[
		'notInitialized',
		/(Calico is currently not ready to process requests|ClusterInformation\(default\) with error|clusterinformations\.crd\.projectcalico\.org "default" not found)/,
	],
	// calico/cni-plugin dataplane/linux: the address has a route to the interface of another pod.
	['addressInUse', /Dst: ([0-9a-f.:]+\/\d+).*already exists for an interface other than/],
	// libcalico-go/lib/ipam: an address that a pod asks for itself, by cni.projectcalico.org/ipAddrs, is taken in IPAM.
	['addressAssigned', /\b([0-9a-f.:]+): Address already assigned in block/],
	// containernetworking/plugins host-local
	['duplicateAllocation', /has been allocated to .*duplicate allocation is not allowed/],
	['nodeUnknown', /resource does not exist: Node\(|nodes "[^"]+" not found/],
	['pluginMissing', /failed to find plugin "([^"]+)" in path/],
	['pluginBroken', /fork\/exec (\S+: (?:exec format error|permission denied))/],
	['killed', /netplugin failed(?: with no error message)?:? .*signal: (killed|segmentation fault)/],
	['bridgeAddress', /("[^"]+" already has an IP address different from \S+)/],
	['bridgeFull', /failed to connect "[^"]+" to bridge ([^\s:]+): exchange full/],
	// The uplink that a plugin was told to build on.
	['linkMissing', /failed to lookup (?:master |bridge )?"([^"]+)": Link not found/],
	[
		'readOnlySysctl',
		/(?:open|write|opening|writing)(?: file)? (\/proc\/sys\/net\/\S+): (?:read-only file system|permission denied)/,
	],
	[
		'kernelLacks',
		/(?:could not add "\S+"|failed to create (?:bridge|veth|macvlan|vxlan)|netlink handle|make veth pair|create (?:ifb|ingress)? ?qdisc|adding link|missing kernel module).*(?:not supported|unknown device type|No such file|missing kernel module)/i,
	],
	[
		'iptables',
		/((?:running \[\S*ip6?tables[^\]]*\]: )?exit status \d+: ip6?tables\S* .*|exec: "ip6?tables": executable file not found.*|could not (?:open|initialize) iptables.*|Couldn't load (?:match|target) .*)/,
	],
];

/** A connection that was made and then came to nothing: words of net/http and client-go. */
const broken =
	/http2: client connection (?:lost|force closed)|TLS handshake timeout|Client\.Timeout exceeded|: (?:unexpected )?EOF$|read tcp .*: (?:connection reset by peer|i\/o timeout)|server (?:is currently unable to handle the request|was unable to return a response in the time allotted)|etcdserver: (?:request timed out|leader changed)|Too many requests/;

/** What an error of a primary plugin means, and what it names: an address, a plugin, a file; else empty. */
export const pluginFaultOf = (error: string): {readonly fault: PluginFault; readonly detail: string} => {
	for (const [fault, pattern] of signatures) {
		const found = pattern.exec(error);
		if (found !== null) {
			return {fault, detail: found.slice(1).find(group => group !== undefined) ?? ''};
		}
	}
	const [, address, port] = proxied.exec(error) ?? [];
	if (address !== undefined) {
		return {fault: 'proxied', detail: port === undefined ? address : `${address}:${port}`};
	}
	const [, api] = /Get "?https:\S+ dial tcp (\S+?): /.exec(error) ?? [];
	if (api !== undefined) {
		return {fault: 'apiUnreachable', detail: api};
	}
	const [, host = ''] = /(?:Get|Post|Put|Patch|Delete) "?https:\/\/([^/"\s]+)/.exec(error) ?? [];
	return broken.test(error) ? {fault: 'apiBroken', detail: host} : {fault: 'failing', detail: ''};
};
