import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, type Request} from '../core/request.ts';
import {lostHostPorts, type ShadowedHostPort, shadowedHostPorts} from '../derive/host-ports.ts';
import {type HostPort, parseHostPorts} from '../parsers/host-ports.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';
import {rke2NodeName} from './rke2.node-name.ts';

export interface HostPorts {
	readonly all: readonly HostPort[];
	/** Those that no rule of the plugin portmap leads to; none where it writes with nftables. */
	readonly lost: readonly HostPort[];
	/** Those that a rule of before takes away; none where portmap writes with nftables. */
	readonly shadowed: readonly ShadowedHostPort[];
}

/** What checks of this node's pods need; one read, whoever asks. */
export const runningPodsOf = (node: string): Request =>
	api(
		`/api/v1/pods?fieldSelector=spec.nodeName%3D${node},status.phase%3DRunning&resourceVersion=0`,
		...['metadata.name', 'metadata.namespace', 'metadata.deletionTimestamp', 'spec.hostNetwork'],
		...['spec.containers.ports', 'status.podIP'],
	);

export const serviceHostPorts = defineProbe({
	id: 'service.host-ports',
	summary: 'host ports of running pods of this node, and whether rules of the plugin portmap lead to them',
	needs: {name: rke2NodeName, rules: netfilterIptables},
	wants: {chains: netfilterNftChains},
	requests: ({name: {name}}) => [runningPodsOf(name)],
	parse: ([reply], {rules}, {chains}): HostPorts => {
		const all = parseHostPorts(textOf(reply));
		const isNative = chains.ok && chains.value.some(({table}) => table === 'cni_hostport');
		return {
			all,
			lost: isNative ? [] : lostHostPorts(all, rules),
			shadowed: isNative ? [] : shadowedHostPorts(all, rules),
		};
	},
});
