/** Why Multus could not attach a pod. `other` is the error of a plugin that has no signature of its own. */
export type MultusFault =
	| 'unauthorized'
	| 'apiUnreachable'
	| 'daemonDown'
	| 'waiting'
	| 'noSuchNetwork'
	| 'annotation'
	| 'isolation'
	| 'pluginMissing'
	| 'linkMissing'
	| 'noDhcp'
	| 'poolFull'
	| 'other';

export interface MultusFailure {
	readonly fault: MultusFault;
	/** What the error names: a network, a plugin, a file, a range. */
	readonly detail: string;
	/** The network that could not be added, by the name in its configuration. */
	readonly network?: string;
}

/**
 * The first that fits counts; a group is the detail.
 * https://github.com/k8snetworkplumbingwg/multus-cni/tree/master/pkg (4.3.0, measured) and containernetworking/plugins
 */
const signatures: readonly (readonly [MultusFault, RegExp])[] = [
	['daemonDown', /dial unix (\S*multus\.sock)|Daemon not reachable over socketfile/],
	['waiting', /still waiting for readinessindicatorfile @ (\S+?)\.? pollimmediate/],
	['unauthorized', /error (?:waiting for|getting) pod: Unauthorized/],
	['apiUnreachable', /error (?:waiting for|getting) pod: .*dial tcp (\S+?):? /],
	[
		'noSuchNetwork',
		/cannot find a network-attachment-definition \((\S*?)\) in namespace \((\S*?)\): .*not found/,
	],
	[
		'annotation',
		/(parsePodNetworkAnnotation: .*|parsePodNetworkObjectName: .*|failed to parse pod Network Attachment Selection Annotation.*)/,
	],
	['isolation', /namespace isolation enabled.*refers to target namespace (\S+)/],
	['pluginMissing', /failed to find plugin "([^"]+)" in path/],
	['noDhcp', /error dialing DHCP daemon: dial unix (\S+):/],
	['poolFull', /Could not allocate IP in range: .*range: (\S+)/],
	['poolFull', /no IP addresses available in range set: (\S+)/],
	['linkMissing', /(?:failed to lookup master "([^"]*)": )?Link not found/],
];

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
	return {
		fault: 'other',
		detail: error.replace(/^.*error adding container to network "[^"]*": /, ''),
		...named,
	};
};
