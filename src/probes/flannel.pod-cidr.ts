import {textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {formatCidr, networkOf, parseCidr} from '../derive/cidr.ts';
import {parseFlannelSubnetEnv} from '../parsers/flannel-subnet-env.ts';
import {type CniFile, cniConfiguration} from './cni.configuration.ts';
import {subnetEnvPath} from './flannel.subnet-env.ts';
import {ipRoute} from './ip.route.ts';
import {kubernetesNode} from './kubernetes.node.ts';

/** Ranges of this node's pods. */
export interface PodCidrs {
	readonly cidrs: readonly string[];
	/**
	 * Where they were seen. Without the API it is what flanneld wrote: the file for its plugin, which only rke2-flannel
	 * uses, or the blackhole routes that it adds on Canal since July 2025.
	 */
	readonly source: 'Node' | 'subnet.env' | 'blackhole routes';
}

const usesSubnetEnv = (files: readonly CniFile[]): boolean =>
	files.some(({config}) => config.ok && config.value.plugins[0]?.type === 'flannel');

/** `10.42.1.1/24` → `10.42.1.0/24`. */
const rangesIn = (reply: Reply | undefined): readonly string[] => {
	const text = reply?.status === 'answered' ? textIfFound(reply) : undefined;
	const {subnet, ipv6Subnet} = text === undefined ? {} : parseFlannelSubnetEnv(text);
	return [subnet, ipv6Subnet].flatMap(range => {
		const cidr = range === undefined ? undefined : parseCidr(range);
		return cidr === undefined ? [] : [formatCidr(networkOf(cidr))];
	});
};

export const flannelPodCidr = defineProbe({
	id: 'flannel.pod-cidr',
	summary: "the ranges of this node's pods, from its Node or else from what flanneld wrote",
	wants: {node: kubernetesNode, routes: ipRoute, cniFiles: cniConfiguration},
	requests: (_, {cniFiles}) => (cniFiles.ok && usesSubnetEnv(cniFiles.value) ? [file(subnetEnvPath)] : []),
	parse: ([subnetEnv], _, {node, routes}): PodCidrs => {
		if (node.ok && node.value.podCidrs.length > 0) {
			return {cidrs: node.value.podCidrs, source: 'Node'};
		}
		const written = rangesIn(subnetEnv);
		if (written.length > 0) {
			return {cidrs: written, source: 'subnet.env'};
		}
		const blackholes = (routes.ok ? routes.value : []).filter(
			({type, table}) => type === 'blackhole' && table === 'main',
		);
		if (blackholes.length === 0) {
			const why = node.ok ? 'the Node has none' : node.detail;
			throw new Unavailable('dependency', `no pod CIDR: ${why}, and there is no blackhole route`);
		}
		return {cidrs: blackholes.map(({destination}) => destination), source: 'blackhole routes'};
	},
});
