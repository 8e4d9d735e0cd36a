/**
 * Why Multus could not attach a pod. `other` is the error of a plugin that has no signature of its own, `itself` one of
 * Multus that has none.
 */
export type MultusFault =
	| 'unauthorized'
	| 'untrusted'
	| 'forbidden'
	| 'proxied'
	| 'apiUnreachable'
	| 'daemonDown'
	| 'waiting'
	| 'killed'
	| 'netnsHidden'
	| 'hostRoot'
	| 'noClusterNetwork'
	| 'noSuchNetwork'
	| 'noConfiguration'
	| 'annotation'
	| 'isolation'
	| 'pluginMissing'
	| 'pluginBroken'
	| 'linkMissing'
	| 'noDhcp'
	| 'poolFull'
	| 'whereaboutsRefused'
	| 'whereaboutsUndefined'
	| 'whereaboutsUnreachable'
	| 'whereaboutsBusy'
	| 'noNodeSlice'
	| 'noLease'
	| 'masterBusy'
	| 'noDevice'
	| 'deviceGone'
	| 'deviceDriver'
	| 'deviceBusy'
	| 'deviceSetting'
	| 'noDeviceList'
	| 'pluginCrashed'
	| 'interfaceTaken'
	| 'ipamSettings'
	| 'definition'
	| 'cniVersion'
	| 'routeExists'
	| 'bridgeAddress'
	| 'noResult'
	| 'itself'
	| 'other';

/** Errors about the node or the API: every pod has them, whatever it asks for. */
export const multusFaultsOfNode: readonly MultusFault[] = [
	'unauthorized',
	'untrusted',
	'forbidden',
	'proxied',
	'apiUnreachable',
	'daemonDown',
	'waiting',
	'killed',
	'netnsHidden',
	'hostRoot',
	'noClusterNetwork',
];

export interface MultusFailure {
	readonly fault: MultusFault;
	/** What the error names: a network, a plugin, a file, a range. */
	readonly detail: string;
	/** The network that could not be added, by the name in its configuration. */
	readonly network?: string;
}

/**
 * The first that fits counts; a group is the detail.
 * https://github.com/k8snetworkplumbingwg/multus-cni/tree/master/pkg (4.3.0, measured), containernetworking/plugins,
 * https://github.com/k8snetworkplumbingwg/whereabouts/tree/master/pkg and sriov-cni
 */
const signatures: readonly (readonly [MultusFault, RegExp])[] = [
	['daemonDown', /dial unix (\S*multus\.sock)|Daemon not reachable over socketfile/],
	['daemonDown', /CmdAdd \(shim\): (?:timed out waiting for the condition|context deadline exceeded)/],
	['waiting', /still waiting for readinessindicatorfile @ (\S+?)\.? pollimmediate/],
	['unauthorized', /error (?:waiting for|getting) pod: Unauthorized/],
	['untrusted', /error (?:waiting for|getting) pod: .*(x509: .*)/],
	['forbidden', /error (?:waiting for|getting) pod: .*is forbidden: User "([^"]+)"/],
	[
		'netnsHidden',
		/failed to open netns .*(unknown FS magic on "[^"]+"|failed to Statfs "[^"]+": no such file or directory)/,
	],
	[
		'hostRoot',
		/netplugin failed with no error message: fork\/exec (\S+): (?:no such file|operation not permitted)/,
	],
	[
		'pluginBroken',
		/netplugin failed with no error message: fork\/exec (\S+: (?:exec format error|permission denied))/,
	],
	['killed', /netplugin failed with no error message: signal: (killed)/],
	// The status line of an HTTP proxy: the API itself says more.
	[
		'proxied',
		/error (?:waiting for|getting) pod: Get "?https:\/\/\S+ (proxyconnect .*|Forbidden|Proxy Authentication Required|Service Unavailable|Bad Gateway|Gateway Timeout)\s*$/,
	],
	['apiUnreachable', /error (?:waiting for|getting) pod: .*dial tcp (\S+?):? /],
	// It connects, and gets no answer of TLS or none in time. Multus writes the address in brackets, IPv4 too.
	[
		'apiUnreachable',
		/error (?:waiting for|getting) pod: Get "?https:\/\/\[?([0-9A-Fa-f.:]+).*(?:TLS handshake timeout|deadline exceeded|Client\.Timeout|EOF|connection reset)/,
	],
	['noDeviceList', /(?:getKubeletClient|getPodResources): .*(dial unix [^"]*)/],
	['noDeviceList', /(?:getKubeletClient|getPodResources): (error[^&{}]*)/],
	['noClusterNetwork', /failed to get clusterNetwork (\S+) in namespace \S+/],
	[
		'noSuchNetwork',
		/cannot find a network-attachment-definition \((\S*?)\) in namespace \((\S*?)\): .*not found/,
	],
	['noConfiguration', /GetCNIConfigFromFile: No networks found in (\S+?)[.']*$/],
	[
		'annotation',
		/(parsePodNetworkAnnotation: .*|parsePodNetworkObjectName: .*|failed to parse pod Network Attachment Selection Annotation.*)/,
	],
	['isolation', /namespace isolation enabled.*refers to target namespace (\S+)/],
	['pluginMissing', /failed to find plugin "([^"]+)" in path/],
	['noDhcp', /error dialing DHCP daemon: dial unix (\S+):/],
	['poolFull', /Could not allocate IP in range: .*range: ([0-9A-Fa-f:.]+\/\d+)/],
	// Whereabouts before 0.6 writes the range as Go does: first and last address tell more.
	['poolFull', /Could not allocate IP in range: ip: (\S+ \/ - \S+)/],
	[
		'whereaboutsUndefined',
		/error at storage engine: .*could not find the requested resource \(\w+ (\S+?)[ )]/,
	],
	['noNodeSlice', /error at storage engine: .*(nodeslicepools\S*|no allocated node slice for node)/],
	['whereaboutsUnreachable', /error at storage engine: .*dial tcp (\S+?):? /],
	['whereaboutsRefused', /error at storage engine: .*(Unauthorized|is forbidden|x509: .*)/],
	['whereaboutsBusy', /error at storage engine: (?:.*: )?([^:]*leader[^:]*|context deadline exceeded)/],
	['poolFull', /no IP addresses available in range set: (\S+)/],
	['noLease', /(DHCP\.Allocate: (?:no more tries|no DHCP.*|timed out.*)|no DHCP packet received.*)/],
	['masterBusy', /failed to create (macvlan|ipvlan): device or resource busy/],
	['noDevice', /VF pci addr is (required)/],
	[
		'deviceGone',
		/\/sys\/(?:bus\/pci|devices|class\/net)\/\S*?([\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[0-7])\S* no such file/i,
	],
	['deviceBusy', /from the device \\?"?([\w.-]+)\\?"?: .*device or resource busy/],
	// sriov-cni pkg/sriov: the driver of the card refuses what the definition asks for, netlink says only the error.
	[
		'deviceSetting',
		/(?:SRIOV-CNI failed to configure VF|failed to set (?:vf|netlink MAC|rate|spoofchk|trust|link state)).*?((?:vlan|spoof ?chk|spoofcheck|trust|rate|link ?state|MAC|mac)\b[^"\\]*?: (?:operation not (?:permitted|supported)|invalid argument|protocol not supported))/i,
	],
	['deviceDriver', /no net directory under pci device ([\da-f:.]+)/i],
	['interfaceTaken', /validateIfName: interface name (\S+) already exists/],
	['cniVersion', /incompatible CNI versions; config is "([^"]+)"/],
	['routeExists', /failed to add route '?\{?(?:Dst:)?([0-9A-Fa-f:.]+\/\d+).*file exists/],
	['bridgeAddress', /"([^"]+)" already has an IP address different from (?:\S+)/],
	[
		'ipamSettings',
		/(invalid (?:CIDR|range start|gateway address|address \d+).*|LoadIPAMConfig.*JSON Parsing Error: .*|couldn't parse gateway IP: .*|you have not configured the storage engine.*|error opening flat configuration file.*)/,
	],
	[
		'definition',
		/((?:error loading CNI conflist|error loading (?:CNI config|plugin configs|network config)|no plugin configs found|LoadDelegateNetConf\w*: |multus does not support ECMP|invalid network config name).*)/,
	],
	['noResult', /(cannot convert: no valid IP addresses|IPAM plugin returned missing IP config)/],
	['linkMissing', /(?:failed to lookup master "([^"]*)": )?Link not found/],
	// Without an answer in JSON: the plugin has crashed, or is no plugin. Last, as libcni quotes so whatever one says on stderr.
	[
		'pluginCrashed',
		/(netplugin failed(?:: "| but error parsing its diagnostic message| with no error message: exit status).*)/,
	],
];

/** How an error of Multus begins that comes from no plugin. */
const ofMultus = /^.*\bMultus: \[[^\]]*\]: /;

/** What an error of Multus means. */
export const multusFailureOf = (error: string): MultusFailure => {
	const [, network] = /error adding container to network "([^"]*)"/.exec(error) ?? [];
	const named = network === undefined ? {} : {network};
	for (const [fault, pattern] of signatures) {
		const found = pattern.exec(error);
		if (found !== null) {
			const [, first = '', second] = found;
			return {fault, detail: second === undefined ? first : `${second}/${first}`, ...named};
		}
	}
	if (network === undefined && ofMultus.test(error)) {
		return {fault: 'itself', detail: error.replace(ofMultus, '')};
	}
	return {
		fault: 'other',
		detail: error.replace(/^.*error adding container to network "[^"]*": /, ''),
		...named,
	};
};
