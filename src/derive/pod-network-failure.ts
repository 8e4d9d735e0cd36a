import type {PodSandbox} from '../parsers/crictl.ts';
import type {KlogLine} from '../parsers/klog.ts';
import {lastingFailures, primaryNetworks, type SandboxFailure} from './sandbox-failures.ts';

/** Pods that the primary network plugin refuses for one reason. */
export interface PodNetworkFailure {
	readonly fault:
		| 'unauthorized'
		| 'forbidden'
		| 'apiUnreachable'
		| 'familyMissing'
		| 'pluginOlder'
		| 'distrusts'
		| 'noFreeBlock'
		| 'ipv6Off'
		| 'nodenameMissing'
		| 'subnetEnvMissing'
		| 'addressInUse'
		| 'proxied'
		| 'duplicateAllocation'
		| 'nodeUnknown'
		| 'kernelLacks'
		| 'failing';
	readonly plugin: string;
	/** What the plugin said. */
	readonly error: string;
	/** Of the API that is not reached (`10.43.0.1:443`), or that another pod has (`10.42.1.9/32`); else empty. */
	readonly address: string;
	readonly pods: readonly [SandboxFailure, ...SandboxFailure[]];
}

/**
 * The API, where an HTTP proxy was asked for it and answered instead: net/http quotes its status line, or says that the
 * proxy could not be reached. The API itself says more than these words.
 */
export const proxiedApiIn = (error: string): string | undefined =>
	/Get "?https:\/\/\[?([0-9a-f.:]+?)\]?(?::(\d+))?\/[^"\s]*"?: (?:proxyconnect |(?:Forbidden|Proxy Authentication Required|Service Unavailable|Bad Gateway|Gateway Timeout)\s*(?:$|["']))/
		.exec(error)
		?.slice(1)
		.filter(part => part !== undefined)
		.join(':');

/** Multus calls the primary plugin and hands on what it says. */
const delegated = new RegExp(`error adding container to network "(?:${primaryNetworks.join('|')})": (.*)$`);
const inner = /^.*plugin type="([^"]+)"(?: name="[^"]*")? failed \(add\): (.*)$/;

const saidBy = ({plugin, error}: SandboxFailure): readonly [plugin: string, error: string] | undefined => {
	if (!plugin.startsWith('multus')) {
		return [plugin, error];
	}
	const [, handedOn] = delegated.exec(error) ?? [];
	const [, by, said] = inner.exec(handedOn ?? '') ?? [];
	return by === undefined || said === undefined ? undefined : [by, said];
};

const faultOf = (error: string): Pick<PodNetworkFailure, 'fault' | 'address'> => {
	// Calico calls both of them unauthorized.
	if (/ is forbidden: User "/.test(error)) {
		return {fault: 'forbidden', address: ''};
	}
	if (/connection is unauthorized|\bUnauthorized\b/.test(error)) {
		return {fault: 'unauthorized', address: ''};
	}
	if (/usePodCidr(?:IPv6)? found but there is no \S+ CIDR/i.test(error)) {
		return {fault: 'familyMissing', address: ''};
	}
	if (/invalid CIDR address: usePodCidr/.test(error)) {
		return {fault: 'pluginOlder', address: ''};
	}
	if (/x509: certificate|failed to verify certificate/.test(error)) {
		return {fault: 'distrusts', address: ''};
	}
	// calico-ipam, when no pool has a block left for this node.
	if (
		/Assigned 0 out of \d+ requested IPv[46] addresses.*(?:no more free|No (?:more )?(?:IPs|blocks)|pool)/i.test(
			error,
		)
	) {
		return {fault: 'noFreeBlock', address: ''};
	}
	if (
		/could not add IP address(?: [0-9a-f:/]+)? to "[^"]+": permission denied|failed to add IP addr .*permission denied/.test(
			error,
		)
	) {
		return {fault: 'ipv6Off', address: ''};
	}
	if (/\/var\/lib\/calico\/nodename: no such file/.test(error)) {
		return {fault: 'nodenameMissing', address: ''};
	}
	if (/open \/run\/flannel\/subnet\.env: no such file/.test(error)) {
		return {fault: 'subnetEnvMissing', address: ''};
	}
	// calico/cni-plugin dataplane/linux: the address has a route to the interface of another pod.
	const [, inUse] = /Dst: ([0-9a-f.:]+\/\d+).*already exists for an interface other than/.exec(error) ?? [];
	if (inUse !== undefined) {
		return {fault: 'addressInUse', address: inUse};
	}
	// containernetworking/plugins host-local
	if (/has been allocated to .*duplicate allocation is not allowed/.test(error)) {
		return {fault: 'duplicateAllocation', address: ''};
	}
	if (/resource does not exist: Node\(|nodes "[^"]+" not found/.test(error)) {
		return {fault: 'nodeUnknown', address: ''};
	}
	if (
		/(?:could not add "\S+"|failed to create (?:bridge|veth|macvlan|vxlan)|netlink handle|make veth pair|Couldn't load (?:match|target)|missing kernel module).*(?:not supported|unknown device type|No such file|missing kernel module)/i.test(
			error,
		)
	) {
		return {fault: 'kernelLacks', address: ''};
	}
	const proxied = proxiedApiIn(error);
	if (proxied !== undefined) {
		return {fault: 'proxied', address: proxied};
	}
	const [, address] = /Get "?https:\S+ dial tcp (\S+?): /.exec(error) ?? [];
	return address === undefined ? {fault: 'failing', address: ''} : {fault: 'apiUnreachable', address};
};

/** What differs from pod to pod: identifiers, addresses of requests, names in quotes. */
const kindOf = (error: string): string =>
	error.replaceAll(/"[^"]*"|\b[0-9a-f]{8,}\b|\b[0-9a-f-]{36}\b/g, '…').slice(0, 120);

/** By reason, in the order of their first failure; pods that started in the end, and what Multus itself refuses, are left out. */
export const podNetworkFailures = (
	log: readonly KlogLine[],
	sandboxes: readonly PodSandbox[],
): readonly PodNetworkFailure[] => {
	const groups = new Map<string, PodNetworkFailure>();
	for (const failure of lastingFailures(log, sandboxes)) {
		const [plugin, error] = saidBy(failure) ?? [];
		if (plugin === undefined || error === undefined) {
			continue;
		}
		const {fault, address} = faultOf(error);
		const key = fault === 'failing' ? `${plugin} ${kindOf(error)}` : fault;
		const known = groups.get(key);
		groups.set(
			key,
			known === undefined
				? {fault, plugin, error: error.slice(0, 300), address, pods: [failure]}
				: {...known, pods: [...known.pods, failure]},
		);
	}
	return [...groups.values()];
};
